"""Everything below the first screen of a review in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from myosotis.report.definitions import (
    activity_text,
    because_text,
    elsewhere_text,
    gate_text,
    only_if_text,
    other_definitions,
)
from myosotis.report.differential import print_summary
from myosotis.report.disagreement import print_disagreement
from myosotis.report.due_words import all_due, due_by_group
from myosotis.report.marks import mark, organ_mark
from myosotis.report.sheet import Sheet
from myosotis.report.strategy import print_strategy_summary
from myosotis.report.words import (
    INTENDED_USE,
    Data,
    answers_text,
    antibody_groups,
    capital,
    course_text,
    criteria_verdict,
    effort_text,
    missing_text,
    outcome_texts,
    tests_of,
    threats_of,
    treatment_name,
    unsaid,
    value_text,
)

SHOWN = 5


class Details:
    """Everything below the first screen."""

    def __init__(self, sheet: Sheet, review: Data) -> None:
        self.sheet = sheet
        self.review = review
        sources = review.get("sources") or {}
        self.numbers = {key: source["number"] for key, source in sources.items()}
        self.cited: set[int] = set()

    def print(self) -> None:
        for threat in threats_of(self.review):
            self._head(f"Urgent: {threat['organ']}")
            self.sheet.paragraph(threat["statement"] + self._cites(threat))
            self._why(threat)
        self._red_flags()
        self._resistance()
        self._activity()
        self._diagnosis()
        self._strategy()
        self._next_tests()
        self._differential()
        self._footer()

    def _red_flags(self) -> None:
        """The signs of danger that are not recorded: not recorded is not absent."""
        unknown = [item["label"] for item in self.review.get("urgent_missing") or ()]
        if unknown:
            self._head("Red flags not recorded either way")
            self.sheet.paragraph(f"{', '.join(unknown)}.")

    def _head(self, title: str) -> None:
        self.sheet.line()
        self.sheet.rule(title)

    def _cites(self, statement: Data) -> str:
        sources = statement.get("sources") or ()
        known = sorted({self.numbers[source] for source in sources if source in self.numbers})
        self.cited.update(known)
        text = f" [{', '.join(map(str, known))}]" if known else ""
        return f"{text}†" if statement.get("checked") == "no" else text

    def _some(self, texts: Sequence[str], lead: str) -> None:
        self.sheet.items(texts[:SHOWN], lead)
        if len(texts) > SHOWN:
            self.sheet.line(f"    and {len(texts) - SHOWN} more; the page (--html) shows all")

    def _why(self, question: Data) -> None:
        because = [r["text"] + self._cites(r) for r in question.get("because") or ()]
        if because:
            self.sheet.line("  Why")
            self._some(because, "  - ")
        missing = []
        for one in question.get("missing") or ():
            answers = answers_text(one)
            missing.append(missing_text(one) + (f" ({answers})" if answers else ""))
        if missing:
            self.sheet.line("  Missing")
            self._some(missing, "  ? ")

    def _statements(self, title: str, statements: Sequence[Data]) -> None:
        if statements:
            self.sheet.line(f"  {title}")
            texts = []
            for one in statements:
                open_ = " (not excluded)" if one.get("verdict") == "possible" else ""
                texts.append(one["statement"] + self._cites(one) + open_)
            self.sheet.items(texts, "  - ")

    def _resistance(self) -> None:
        question = self.review["resistance"]
        self._head(f"0 {question['question']}")
        self.sheet.paragraph(question["statement"])
        for treatment in question.get("treatments") or ():
            course = course_text(treatment)
            left = f"  {treatment_name(treatment)}" + (f" · {course}" if course else "")
            self.sheet.between(left, mark(treatment["verdict"]), loud=False)
            self.sheet.paragraph(capital(treatment["statement"]), 4)
            because = [r["text"] + self._cites(r) for r in treatment.get("because") or ()]
            self.sheet.items(because, indent=4)
        causes = question.get("removable_causes") or ()
        for state, title in (("found", "Found"), ("excluded", "Excluded"), ("ask", "To ask")):
            names = [cause["label"] for cause in causes if cause["verdict"] == state]
            if names:
                self.sheet.paragraph(", ".join(names), 2, f"{title}: ")
        if question.get("definition"):
            self._definitions(question)

    def _definitions(self, question: Data) -> None:
        """Which definition decides, and what the others say."""
        applied = question["definition"]
        self.sheet.line("  By which definition")
        self._definition(applied, "Applied here")
        self.sheet.paragraph(f"{applied['title']}. {because_text(applied)}".strip(), 6)
        asked, activity, elsewhere = other_definitions(question)
        for definition in asked:
            self._definition(definition, capital(definition.get("short") or definition["title"]))
            parts = [only_if_text(definition)]
            if definition["verdict"] != "cannot_tell":
                parts.append(because_text(definition, applied))
            parts += [
                gate_text(gate, self._cites({"checked": gate["checked"]}))
                for gate in definition.get("gates") or ()
            ]
            self.sheet.paragraph(" ".join(filter(None, parts)), 6)
        if asked:
            text = "What each asks for, and what is missing: see the page (--html)."
            self.sheet.paragraph(text, 4)
        if activity:
            self.sheet.paragraph(activity_text(activity), 4, "Active enough for other trials: ")
        if elsewhere:
            self.sheet.paragraph(elsewhere_text(elsewhere), 4, "For other patients: ")

    def _definition(self, definition: Data, title: str) -> None:
        name = f"    {title}{self._cites(definition)}"
        self.sheet.between(name, mark(definition["verdict"]), loud=False)

    def _activity(self) -> None:
        question = self.review["activity"]
        self._head(f"1 {question['question']}")
        for organ in question["organs"].values():
            if not organ["data"]:
                continue
            self.sheet.between(capital(organ["label"]), organ_mark(organ), loud=False)
            self.sheet.paragraph(organ["statement"])
            self._why(organ)
            self._statements("Hints, which decide nothing", organ.get("hints") or ())
        empty = [o["label"] for o in question["organs"].values() if not o["data"]]
        if empty:
            self.sheet.paragraph(
                f"{', '.join(empty)}. One organ never speaks for another.", 0, "No data: "
            )

    def _diagnosis(self) -> None:
        question = self.review["diagnosis"]
        self._head(f"2 {question['question']}")
        self.sheet.paragraph(question["statement"])
        if question.get("differential"):
            self.sheet.paragraph(question["differential"])
        self._why(question)
        because = question["because"]
        self._statements("Against the diagnosis", unsaid(question["red_flags"], because))
        self._statements("For it", unsaid(question["supports"], because))
        criteria = question.get("criteria") or {}
        if criteria:
            self.sheet.line("  Criteria")
        for one in criteria.values():
            values = [f"{n.replace('_', ' ')} {value_text(n, v)}" for n, v in one["values"].items()]
            text = f"{one.get('short') or one['title']}: {criteria_verdict(one)}"
            text += f"; {', '.join(values)}" if values else ""
            self.sheet.paragraph(text + self._cites({"sources": one["source"]}), 4, "- ")
            flags = [
                flag["text"] if flag.get("certain", True) else f"Possibly: {flag['text']}"
                for flag in one.get("flags") or ()
            ]
            self.sheet.items([*outcome_texts(one), *flags], "", 6)
        if question.get("disagreement"):
            self.sheet.line("  Where criteria sets disagree")
            print_disagreement(self.sheet, question["disagreement"], self._cites, 4)
        for value, labels in antibody_groups(question.get("antibodies") or {}):
            self.sheet.paragraph(", ".join(labels), 2, f"Antibodies, {value}: ")
        if self.review.get("antibodies"):
            self._profile(self.review["antibodies"])

    def _profile(self, profile: Data) -> None:
        """What follows from the antibodies; the profile itself is a document of its own."""
        self.sheet.line("  Antibodies, and what follows from them")
        for one in profile["results"]:
            if one["verdict"] == "doubtful":
                doubt = next(d for d in one["doubts"] if d["effect"] == "doubtful")
                text = f"{one['label']} is doubtful. {doubt['statement']}{self._cites(doubt)}"
                self.sheet.items([text], "  ? ")
        self.sheet.items(profile["lines"], "  - ")
        for group, labels in due_by_group(all_due(profile)).items():
            self.sheet.paragraph(f"{', '.join(labels)}.", 4, f"Due, {group}: ")
        self.sheet.paragraph("The whole profile: myosotis antibodies.", 4)

    def _strategy(self) -> None:
        question = self.review["strategy"]
        self._head(f"3 {question['question']}")
        if question.get("blocked_by"):
            self.sheet.line("  What keeps it closed")
            self.sheet.items((one["statement"] for one in question["blocked_by"]), "  - ")
        self._statements("Open now, whatever the answers", question.get("always_open") or ())
        print_strategy_summary(self.sheet, question, 2)
        self.sheet.paragraph("Each option in full, with the studies: myosotis strategy.", 2)

    def _next_tests(self) -> None:
        tests = tests_of(self.review)
        if not tests:
            return
        self._head("Next tests")
        for number, test in enumerate(tests, 1):
            lead = f"{number}. "
            self.sheet.paragraph(f"{test['label']} ({effort_text(test)})", 0, lead)
            text = "; ".join(test.get("settles") or ()) or test["statement"]
            self.sheet.paragraph(text + self._cites(test), len(lead), "settles: ")

    def _differential(self) -> None:
        """The differential in short; the whole of it is a document of its own."""
        body = self.review.get("differential")
        if body:
            self._head("Differential")
            print_summary(self.sheet, body, 0)
            self.sheet.line("For and against each disorder: myosotis differential.")

    def _footer(self) -> None:
        if self.review.get("conflicts"):
            self._head("Facts that contradict each other")
            self.sheet.items(conflict["statement"] for conflict in self.review["conflicts"])
        self._head("Sources")
        sources = self.review.get("sources") or {}
        ordered = sorted(sources.values(), key=lambda one: int(one["number"]))
        self.sheet.citations(one for one in ordered if one["number"] in self.cited)
        if len(self.cited) < len(sources):
            self.sheet.line("The page (--html) holds the options in full, with all sources.")
        self.sheet.line()
        count = (self.review.get("unchecked") or {}).get("count", 0)
        self.sheet.paragraph(
            f"† not yet checked in a source: {count} on this page. None of them alone opens, hides "
            "or ranks a treatment."
        )
        self.sheet.paragraph(INTENDED_USE)
