# Needs Python 3.11 or newer and make; everything else is installed into .venv from the lock files.
#   make run     start the app (PORT, HOST, INSTANCE, DATABASE_URL: see config.py)
#   make test    the whole suite, on both databases and in a browser; ARGS="tests/x.py -k y" for a part
#   make lint    style, types, and which folder may import which
#   make bench   the app beside a bare Flask + SQLAlchemy floor

ifndef PYTHON
PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
endif

BIN := .venv/bin
MANIFEST := tracker/static/build/manifest.json
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard tracker/translations/*/LC_MESSAGES/*.po))
# $(call install,NAME): what NAME.lock says, unless it was installed already. The copy in .venv is compared by content.
install = @cmp -s $(1).lock .venv/$(1).lock || { echo "Installing $(1).lock"; \
  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(1).lock \
  && cp $(1).lock .venv/$(1).lock; }

.PHONY: run test lint bench lock assets translations translations-update screens clean packages dev-packages system

run: assets translations
	@exec $(BIN)/flask --app tracker serve

test: dev-packages system assets translations
	$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

lint: dev-packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/mypy tracker

bench: dev-packages assets translations
	$(BIN)/python -m tests.bench $(ARGS)

packages: .venv/bin/pip
	$(call install,requirements)

dev-packages: packages
	$(call install,requirements-dev)

.venv/bin/pip:
	@sh tests/ensure-system.sh venv "$(PYTHON)"

# What pip cannot install: a browser and a database server to test with.
system:
	@sh tests/ensure-system.sh tests

assets: packages $(MANIFEST)

$(MANIFEST): $(wildcard assets/* assets/*/*) node_modules/.package-lock.json
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm run --silent build

node_modules/.package-lock.json: package.json package-lock.json .npmrc | packages
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --silent --no-audit --no-fund && touch $@

translations: packages $(CATALOGUES)

%.mo: %.po | packages
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

# The screenshots of the README, from the made-up journey.
screens: dev-packages system assets translations
	$(BIN)/python -m tests.screens

# Bring the French catalogue to the words that stand in the code and the pages; then translate what is new in it.
translations-update: dev-packages
	$(BIN)/pybabel --quiet extract --mapping-file tracker/translations/babel.cfg --keywords "_l" --sort-output \
	  --no-location --output-file .venv/messages.pot .
	$(BIN)/pybabel --quiet update --input-file .venv/messages.pot --output-dir tracker/translations --locale fr \
	  --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 110

# Newer versions within what pyproject.toml and package.json allow; then read the changes and run the tests.
lock: dev-packages
	$(BIN)/uv pip compile $(LOCK) --group build --output-file requirements.lock pyproject.toml
	$(BIN)/uv pip compile $(LOCK) --group build --group dev --output-file requirements-dev.lock pyproject.toml
	PATH="$(CURDIR)/$(BIN):$$PATH" npm update --package-lock-only --no-audit --no-fund
LOCK := --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --custom-compile-command "make lock"

clean:
	rm -rf .venv node_modules tracker/static/build tracker/templates/macros/_sprite.html
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find tracker tests migrations -name __pycache__ -type d -prune -exec rm -rf {} +
	rm -f $(CATALOGUES)
