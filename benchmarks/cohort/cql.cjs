// Runs an ELM library for every patient. Asked line by line on standard input: load, classify,
// answers; each is answered with "done".
"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const { Library, Patient, PatientContext } = require("cql-execution");

const folder = process.argv[2];
const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));
let library, patients, results;

const tasks = {
  load() {
    library = new Library(read("elm.json"));
    patients = read("patients.json");
  },
  async classify() {
    results = {};
    for (const json of patients) {
      const context = new PatientContext(library, new Patient(json));
      const found = (results[json.id] = {});
      for (const [name, expression] of Object.entries(library.expressions))
        if (expression.context === "Patient") found[name] = await expression.execute(context);
    }
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
