# Everything runs in .venv, which the first target that needs it creates.
PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed
INSTALLED_DEV := .venv/.installed-dev

.PHONY: demo test lint speed faults clean

demo: $(INSTALLED)
	$(BIN)/rank demo

test: lint
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term

lint: $(INSTALLED_DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# A short form of the bench: it fails where something takes twice what it may.
speed: $(INSTALLED_DEV)
	$(BIN)/python -m bench.speed --short

# Harm of every kind, some thousand times; the table goes into the docs. It takes an hour.
faults: $(INSTALLED)
	$(BIN)/python -m bench.faults --write docs/reliability.md

clean:
	rm -rf .venv build *.egg-info .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis

# On Linux the usual torch is a CUDA build of gigabytes. uv knows the one for the processor by name;
# where it cannot reach it, pip takes one that this machine's own settings lead to. Neither brings CUDA.
torch := torch==2.13.0+cpu
define install
	UV_TORCH_BACKEND=cpu $(BIN)/uv pip install --quiet --python $(BIN)/python --editable $(1) || { \
	  echo "uv cannot install it; trying pip" && \
	  { test "$$(uname -s)" != Linux || $(BIN)/python -m pip install --quiet '$(torch)' || \
	    { echo "README, Installing, says where torch is without CUDA" && false; }; } && \
	  $(BIN)/python -m pip install --quiet --editable $(1); }
	touch $@
endef

$(INSTALLED): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("rank needs Python 3.11 or newer; try make PYTHON=python3.12" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(call install,.)

$(INSTALLED_DEV): $(INSTALLED)
	$(call install,'.[dev]')
