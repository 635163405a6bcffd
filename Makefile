# Everything runs in .venv, which the first target that needs it creates.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

# Where a vote could be lost or a paper misplaced: `make test` wants 95 % of these covered.
MODELS := blend calibration features keyword_profile likeness linear missing pool reasons scoring tfidf training
comma := ,
empty :=
CAREFUL := $(subst $(empty) ,$(comma),ranker/ranking.py ranker/explain.py ranker/exploring.py \
  ranker/feedback/*.py $(MODELS:%=ranker/models/%.py))

.PHONY: help demo test lint speed clean

help: ## what there is to make
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

demo: $(INSTALLED) ## a first digest from sample papers, offline
	$(BIN)/rank demo

test: lint ## all that must pass before a change is merged
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term --durations=10
	$(BIN)/coverage report --include='$(CAREFUL)' --fail-under=95

lint: $(INSTALLED) ## style, types, spelling, and which room may import which
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/codespell

speed: $(INSTALLED) ## the bench in short; fails where something takes twice what it may
	$(BIN)/python -m bench.speed --short

clean: ## remove .venv, builds and caches
	rm -rf .venv build *.egg-info .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(INSTALLED): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("rank needs Python 3.11 or newer; try make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@
