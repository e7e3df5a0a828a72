# Everything runs in .venv, which the first command makes. `make help` lists the words.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
ARGS ?=
# So many tests at once: many of them wait for a bot most of the time. Browsers come after them, since
# their driver keeps an event loop running; 5 says that none was asked for.
JOBS ?= 3
# How much of the branches the tests have to take: of everything, and of what decides and keeps.
COVERED := 90
COVERED_CORE := 99

.DEFAULT_GOAL := help
.PHONY: help try run test check format bench proof release fresh pins clean

help:  ## List the commands
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## */\t/' | expand -t 10

try: $(VENV)/run  ## Open a conversation in your browser (ARGS='--port 8000 --no-open')
	@$(BIN)/sidelight try $(ARGS)

run: $(VENV)/run  ## Hold conversations on Telegram (ARGS='--config FILE'; see docs/operating.md)
	@$(BIN)/sidelight run $(ARGS)

test: $(VENV)/dev  ## Run all tests (ARGS='-k words' for some, without the coverage gates)
	@$(BIN)/pytest -m 'not fresh and not browser' -n $(JOBS) --dist worksteal --cov --cov-report= $(ARGS)
	@$(BIN)/pytest -m browser --cov --cov-append --cov-report= $(ARGS) || [ $$? = 5 ]
ifeq ($(strip $(ARGS)),)
	@$(BIN)/coverage report --fail-under=$(COVERED)
	@$(BIN)/coverage report --include='bot/core/*,bot/service.py,bot/store/*,bot/vault/*' --fail-under=$(COVERED_CORE)
endif

check: $(VENV)/dev  ## Lint, types, structure, and the shipped flows
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/sidelight check
	@$(BIN)/sidelight test

format: $(VENV)/dev  ## Put the code in shape
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format

bench: $(VENV)/dev  ## Measure against others (writes bench/latest.json)
	@$(BIN)/python -m bench $(ARGS)

proof: $(VENV)/dev  ## Take the long safety figures (writes docs/proof.json)
	@$(BIN)/python -m proof $(ARGS)

release: $(VENV)/dev $(VENV)-audit/pins  ## Make the package, its list of parts, and audit them (writes dist/)
	@$(BIN)/python -m release --audit $(VENV)-audit/bin/pip-audit

fresh: $(VENV)/dev  ## Play `make try` in a fresh clone, in a headless browser
	@$(BIN)/pytest -m fresh $(ARGS)

pins:  ## Pin what the project depends on anew (needs uv)
	@for name in run build dev bench audit second-judge; do \
	  case $$name in second-judge) python=3.12;; *) python=3.11;; esac; \
	  uv pip compile --quiet --upgrade --generate-hashes --universal --no-strip-extras --python-version $$python \
	    --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	    requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

clean:  ## Remove what the commands made
	rm -rf .venv* .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache build dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Sidelight needs Python 3.11 or newer: make PYTHON=python3.12 …"; exit 1; }
	@echo "Setting up in $(VENV); this is done once."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/run: requirements/run.txt requirements/build.txt pyproject.toml | $(VENV)/bin/python
	@$(INSTALL) --require-hashes -r requirements/run.txt -r requirements/build.txt
	@$(INSTALL) --no-build-isolation --no-deps --editable .
	@touch $@

$(VENV)-audit/pins: requirements/audit.txt | $(VENV)/bin/python
	@$(PYTHON) -m venv $(VENV)-audit
	@$(VENV)-audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@cp $< $@

$(VENV)/dev: requirements/dev.txt $(VENV)/run
	@$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@
