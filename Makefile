# Two commands on a fresh machine with Python >= 3.11: make demo, make test.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

unexport PYTHONDONTWRITEBYTECODE  # the tests start hundreds of processes: modules are compiled once, not by each

.PHONY: demo test lint bench fuzz crash pairs months clean

demo: $(READY)
	$(BIN)/custsheet demo

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist worksteal

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy custsheet

bench: $(READY)
	$(BIN)/python -m tests.benchmarks
	$(BIN)/python -m tests.benchmarks.keeping
	$(BIN)/python -m tests.benchmarks.checking
	$(BIN)/python -m tests.benchmarks.dedupe
	$(BIN)/python -m tests.benchmarks.matching
	$(BIN)/python -m tests.benchmarks.state

fuzz: $(READY)
	$(BIN)/python -m tests.read.fuzz --mutants 2000

crash: $(READY)
	$(BIN)/python -m tests.crash

pairs: $(READY)
	$(BIN)/python -m tests.crash.pairs

months: $(READY)
	$(BIN)/python -m pytest tests/history/test_months.py --months 20 -s

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $(READY)

clean:
	rm -rf $(VENV) custsheet-demo
