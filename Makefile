# make demo   the shop with a year of demo orders, on SQLite, without any server
# make test   the test suite
# make help   everything else

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
UV_VERSION := 0.9
BIN := .venv/bin
APPS := database accounts shop orders
READY := .venv/.ready
READY_TO_RUN := .venv/.ready-to-run
MANAGE := $(BIN)/python manage.py
PIP := $(PYTHON) -m pip --python $(BIN)/python install --quiet --disable-pip-version-check
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header pyproject.toml
# What production has to set; `check --deploy` has to be clean with it. The keys of the
# manual are refused, so they are replaced here, as by everybody.
KEY = $(shell $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(48))')
PRODUCTION = env ENV_FILE=docs/production.env SECRET_KEY=$(KEY) MFA_KEYS=$(KEY)

# SQLite makes a table anew for a unique column, a CHECK, a default or a foreign key less: the
# linter takes it for NOT NULL.
REBUILT := 0005_source_key 0011_pieces_taken_off 0005_lanes 0008_runs_hold_nobody 0015_charges_to_confirm 0005_weight_and_shelf

# Without compiled files every process of a run compiles the whole project anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo clean-demo run test check bench chaos mutants lock clean

help:  ## Show this list.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: $(READY)  ## Make .venv and install the locked requirements.

# pip knows the machine's own package mirror where uv does not: it is the fallback.
# $(call install,FILE,OPTIONS OF UV)
define install
@$(BIN)/uv pip install --quiet $(2) --python $(BIN)/python --require-hashes -r $(1) \
	|| $(PIP) --require-hashes -r $(1)
endef

# Without a pip of its own, which takes longer to put there than everything the demo needs.
$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed.")'
	@echo "Making .venv, about 5 s"
	@test -x $(BIN)/python || $(PYTHON) -m venv --without-pip .venv
	@$(PIP) 'uv>=$(UV_VERSION)'

$(READY): requirements-dev.txt | $(BIN)/uv
	@echo "Installing $$(grep -c == $<) packages, about 20 s, and longer if they have to be fetched"
	$(call install,$<,--compile-bytecode)
	@touch $@

# What the demo imports is compiled then: all of it would take longer.
$(READY_TO_RUN): requirements.txt | $(BIN)/uv
	@echo "Installing $$(grep -c == $<) packages, about 5 s, and longer if they have to be fetched"
	$(call install,$<)
	@touch $@

demo: $(READY_TO_RUN)  ## Serve the demo shop on http://127.0.0.1:8000 (PORT changes it).
	@$(BIN)/python -m config.demo

clean-demo: $(READY_TO_RUN)  ## Remove the demo's data; `make clean-demo demo` begins afresh.
	@$(BIN)/python -m config.demo_data

run: setup  ## Serve for development, with DEBUG and the toolbar.
	DEBUG=1 $(MANAGE) migrate --verbosity 0
	DEBUG=1 $(MANAGE) runserver $${PORT:-8000}

test: setup  ## Run the tests (DATABASE_URL chooses another engine).
	$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

check: export ENV_FILE :=
check: setup  ## Lint, types, architecture, templates, migrations, settings.
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/djlint --check --lint --quiet templates
	$(MANAGE) makemigrations --check --dry-run
	DEBUG=1 LOG_LEVEL=WARNING $(MANAGE) lintmigrations --quiet ok ignore --include-apps $(APPS) \
		--ignore-name-contains _initial --ignore-name $(REBUILT) --no-cache
	$(PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

bench: setup  ## Print our speed beside the limit, or another commit (ARGS=--against DIR).
	$(BIN)/python -m tests.bench $(ARGS)

chaos: setup  ## Kill workers and stop the database under a busy shop (CHAOS_SECONDS).
	$(BIN)/python -m tests.chaos

mutants: setup  ## Change what counts money and pieces bit by bit: do tests see it (ARGS=MODULE)?
	$(BIN)/python -m tests.mutants $(ARGS)

lock: setup  ## Lock pyproject.toml's requirements, with hashes.
	$(COMPILE) --output-file requirements.txt
	$(COMPILE) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean:  ## Remove the environment and the demo's data.
	rm -rf .venv .env shop.sqlite3* media staticfiles var
