# Everything runs in .venv, which the first target that needs it creates.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.PHONY: demo test lint speed faults clean

demo: $(INSTALLED)
	$(BIN)/rank demo

test: lint
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term

lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# A short form of the bench: it fails where something takes twice what it may.
speed: $(INSTALLED)
	$(BIN)/python -m bench.speed --short

# Harm of every kind, some thousand times; the table goes into the docs. It takes an hour.
faults: $(INSTALLED)
	$(BIN)/python -m bench.faults --write docs/reliability.md

clean:
	rm -rf .venv build *.egg-info .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(INSTALLED): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("rank needs Python 3.11 or newer; try make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
