# Two commands on a fresh machine: `make demo` and `make test`. Both make .venv themselves.

PYTHON ?= python3
BIN    := .venv/bin
STAMP  := .venv/.stamp
# The tests need their own tools, the sampler and Spark, which are large; the demo does without.
TESTED := .venv/.stamp-tested
OUT    ?= out

.DEFAULT_GOAL := help
.PHONY: help demo test lint types bench bench-cohort bench-differential docs evidence

help: ## List the targets
	@echo "Myosotis. Targets:"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "Settings: PYTHON=python3.12 (3.11 or newer), OUT=directory for the pages of the demo."

demo: $(STAMP) ## Review the index patient and the published cases; write their pages to out/
	@echo "== The index patient, in full ==" && echo
	@$(BIN)/myosotis review examples/index-patient.yaml
	@echo && echo "== All examples, in brief: the index patient and the published cases ==" && echo
	@$(BIN)/myosotis review examples/index-patient.yaml examples/cases/*.yaml --brief --html $(OUT)
	@echo && echo "== The response of a synthetic patient over seven visits ==" && echo
	@$(BIN)/myosotis response examples/response-course.yaml --brief --html $(OUT)
	@echo && echo "== The antibodies of four synthetic patients ==" && echo
	@$(BIN)/myosotis antibodies examples/antibodies/*.yaml --brief --html $(OUT)
	@echo && echo "== The differential of two published cases, before the decisive result ==" && echo
	@$(BIN)/myosotis differential examples/cases/pc-a15.yaml examples/cases/pc-a21.yaml --brief --html $(OUT)
	@echo && echo "== What can be changed: three synthetic patients ==" && echo
	@$(BIN)/myosotis strategy examples/strategy/*.yaml --brief --html $(OUT)
	@echo && echo "== Many patients: a synthetic registry, reviewed and reported ==" && echo
	@$(BIN)/myosotis cohort synthesize --patients 1000 --out $(OUT)/registry --force
	@$(BIN)/myosotis cohort review $(OUT)/registry --out $(OUT)/cohort --force
	@$(BIN)/myosotis cohort report $(OUT)/cohort --html $(OUT)/cohort.html
	@echo && echo "The pages are in $(OUT)/: open $(OUT)/index.html, $(OUT)/index-patient.html,"
	@echo "$(OUT)/response-course-response.html, $(OUT)/mda5-falling-fvc-antibodies.html,"
	@echo "$(OUT)/pc-a15-differential.html, $(OUT)/refractory-srp-strategy.html or $(OUT)/cohort.html."

test: $(TESTED) ## Run every test
	@$(BIN)/pytest -n auto --dist loadfile

lint: $(TESTED) ## Check style, formatting and the direction of imports
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: $(TESTED) ## Check types, strictly
	@$(BIN)/mypy

bench: $(TESTED) ## Measure speed and print medians with the machine's name
	@$(BIN)/python benchmarks/run.py

bench-cohort: $(STAMP) ## Classify millions of patients, beside other ways
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt \
	  --no-build-isolation -e '.[dev,bench]' \
	  || echo "Not every other way could be installed; what is missing is skipped."
	@cd benchmarks/cohort && npm install --silent --no-package-lock --no-audit --no-fund \
	  || echo "CQL in JavaScript could not be installed and is skipped."
	@cd benchmarks && ../$(BIN)/python -m cohort

bench-differential: $(STAMP) ## Measure the differential, beside simpler ways
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt \
	  --no-build-isolation -e '.[dev,bench]'
	@cd benchmarks && ../$(BIN)/python -m differential

evidence: $(TESTED) ## Fit the study arms again and write the estimates that ship with the knowledge
	@$(BIN)/myosotis evidence fit --write --out $(OUT)

docs: $(STAMP) ## Write docs/reference/ from the knowledge and the worked examples
	@$(BIN)/python docs/generate

$(TESTED): $(STAMP)
	@echo "Installing what the tests need into .venv ..."
	@# Spark comes as source only, and is built by itself.
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt pyspark
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt \
	  --no-build-isolation -e '.[dev,evidence,cohort,research,spark]'
	@touch $@

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  found=$$($(PYTHON) --version 2>/dev/null); \
	  echo "Myosotis needs Python 3.11 or newer; '$(PYTHON)' is $${found:-not found}."; \
	  echo "Name another one: make $(or $(MAKECMDGOALS),test) PYTHON=python3.12"; exit 1; }
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || $(PYTHON) -m venv --clear .venv \
	  || { echo "No virtual environment could be made; on Debian: apt-get install python3-venv"; exit 1; }
	@echo "Installing into .venv (a minute or two the first time) ..."
	@# The build backend is pinned too, so it is installed first and build isolation is off.
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt hatchling editables
	@$(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt \
	  --no-build-isolation -e .
	@touch $@
