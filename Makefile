# Broadsheet. "make run" starts a newsroom; "make test" proves that it works.
PYTHON ?= python3
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
export PORT

.PHONY: run install dev test test-browser test-newsroom test-postgres lint types layers screenshots bench chaos audit catalogues labels requirements clean

run: $(VENV)/installed  ## Serve the newsroom in ./newsroom (made with the demo if it is not there)
	@$(BIN)/broadsheet init
	@exec $(BIN)/broadsheet run --port $(PORT)

install: $(VENV)/installed

$(VENV)/installed: requirements/base.txt requirements/postgres.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "Broadsheet needs Python 3.11 or newer (python3)"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Broadsheet needs Python 3.11 or newer; this is $$($(PYTHON) -V). Choose another with: make PYTHON=python3.12 run"; exit 1; }
	@echo "Installing into $(VENV) (the first time takes a minute) …"
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements/base.txt
	@case "$$BROADSHEET_DATABASE_URL" in postgres*) $(PIP) install --require-hashes -r requirements/postgres.txt;; esac
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

dev: $(VENV)/dev

$(VENV)/dev: requirements/dev.txt $(VENV)/installed
	@echo "Installing what tests and linters need …"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

test: dev  ## Lint, types, layers, and every test; says what it had to leave out
	@tools/test_services
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint types layers test-newsroom
	@$(BIN)/python -m pytest -m "not browser and not real_input" -n 2 --dist loadfile --no-loadscope-reorder
	@$(MAKE) --no-print-directory --jobs 2 --output-sync test-browser test-postgres

# A browser waits half of its time: it has one of two cores, the database the other.
test-browser: dev
	@echo "In a real browser:"
	@$(BIN)/python -m pytest -m "browser or real_input"

test-postgres: dev
	@echo "The tests of the database once more, on PostgreSQL:"
	@tools/test_on_postgres

# Made by test-newsroom, for what tests otherwise make themselves, each time anew.
test test-newsroom: export BROADSHEET_TEST_DATABASE := build/migrated.sqlite3
test: export BROADSHEET_TEST_NEWSROOM := build/newsroom
# Some hundred processes are started; each would compile the product anew.
test test-newsroom: export PYTHONDONTWRITEBYTECODE :=

test-newsroom: dev  # The demo newsroom, drawn once; those who look at it in a browser get copies
	@rm -rf build/newsroom
	@$(BIN)/python -m tools.migrated_database $(BROADSHEET_TEST_DATABASE)
	@$(BIN)/python -m tools.demo_newsroom build/newsroom

lint: dev
	@$(BIN)/ruff check src tests bench tools
	@$(BIN)/ruff format --check src tests bench tools

types: dev
	@$(BIN)/mypy

layers: dev
	@$(BIN)/lint-imports

screenshots: dev  ## Pairs en/ar of every page type, in ./screenshots
	@$(BIN)/python -m tools.screenshots

bench: dev  ## The measured figures, side by side in one run
	@$(BIN)/python -m bench

chaos: dev  ## Outage and kills in a newsroom made for it (half an hour); CHAOS="--minutes 1 --kills 20"
	@$(BIN)/python -m tools.chaos $(CHAOS)

audit: dev  ## Lighthouse (needs Node) on the reference article and a front
	@$(BIN)/python -m tools.lighthouse

labels: dev  ## Collect the labels of the sources into the .po files
	@$(BIN)/python -m tools.extract_labels

catalogues: dev  ## Compile the translations after editing a .po file
	@$(BIN)/python -m tools.catalogues

requirements:  ## Pin the dependencies anew, with hashes (needs uv)
	@tools/pin_requirements

clean:
	rm -rf $(VENV) build newsroom screenshots
