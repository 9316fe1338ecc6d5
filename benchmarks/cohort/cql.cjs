// Runs an ELM library for every patient. Asked line by line on standard input: load, classify,
// answers; each is answered with "done".
"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const cql = require("cql-execution");

const folder = process.argv[2];
const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));
let executor, patients, results;

// The library's own source takes patients off the front of a list, which is slow for a long one.
class Source {
  constructor() {
    this.next = 0;
    this.nextPatient();
  }
  currentPatient() {
    return this.current;
  }
  nextPatient() {
    const json = patients[this.next++];
    this.current = json && new cql.Patient(json);
    return this.current;
  }
}

const tasks = {
  load() {
    executor = new cql.Executor(new cql.Library(read("elm.json")));
    patients = read("patients.json");
  },
  async classify() {
    results = (await executor.exec(new Source())).patientResults;
  },
  answers() {
    const found = { verdict: [], subgroup: [] };
    for (const { id } of patients)
      for (const name of Object.keys(found)) found[name].push(results[id][name]);
    fs.writeFileSync(path.join(folder, "answers.json"), JSON.stringify(found));
  },
};

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    await tasks[line.trim()]();
    process.stdout.write("done\n");
  }
})();
