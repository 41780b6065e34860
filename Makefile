# Everything that CI runs, by the same names. The first use makes .venv from requirements.lock.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
  $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] < (3,14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test test-postgres check bench conformance docs size archive try-archive lock coverage-of-brief screenshots clean

$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Osuma needs Python 3.11, 3.12 or 3.13; none was found."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

demo: $(READY)  ## both samples through the whole main job, to a report each
	$(BIN)/osuma demo --data grocer --dir demo/grocer
	$(BIN)/osuma demo --data sportshop --dir demo/sportshop

# A run can be had again: an order of tests that fails here fails everywhere. `make test SEED=7` tries another.
SEED ?= 20261122
test: $(READY) check  ## checks, then every test; prints the skips and fails when there are too many
	@scripts/chromium.sh
	@scripts/java.sh
	@scripts/nginx.sh
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --randomly-seed=$(SEED) tests

# What touches the catalog, all of it in PostgreSQL; `make test` runs a part of it there each time.
test-postgres: $(READY)  ## every test that has a catalog, with it in PostgreSQL
	@scripts/chromium.sh
	@scripts/nginx.sh
	OSUMA_TEST_CATALOG=postgres $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder \
	  --randomly-seed=$(SEED) $(addprefix tests/,acceptance catalog cli docs pains web workflows)

check: $(READY)  ## style, types, rings
	$(BIN)/ruff format --check src tests scripts bench packaging
	$(BIN)/ruff check src tests scripts bench packaging
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(READY)  ## speed as ratios within one run
	$(BIN)/python -m bench

# `make conformance ENGINE=spark:local WORLDS=1 WRITE=1`: WRITE, the section of docs/reference/conformance.md
ENGINE ?= chdb:
WORLDS ?= 14
WRITE ?=
conformance: $(READY)  ## every cell of the grid on another engine against the interpreter; prints the table
	@scripts/java.sh
	cd tests && ../$(BIN)/python -m oracle.conformance '$(ENGINE)' $(WORLDS) $(if $(WRITE),--write)

docs: $(READY)  ## the generated reference, and that nothing in it is stale
	$(BIN)/python scripts/reference.py

size: $(READY)  ## what one machine's install weighs, extras and development left out
	$(BIN)/python scripts/size.py

archive: $(READY)  ## Osuma for a machine without Python, packed for this system
	$(BIN)/python scripts/archive.py

try-archive:  ## the archive in a root without Python; as root on Debian
	scripts/try_archive.sh dist/osuma-*-linux-*.tar.gz

coverage-of-brief: $(READY)  ## every clause of the acceptance scenarios: asserted by which test, or missing and why
	$(BIN)/python scripts/coverage_of_brief.py

screenshots: $(READY) demo  ## the pictures of README and docs
	@scripts/chromium.sh
	for section in segments rfm; do \
	  $(BIN)/python scripts/screenshots.py demo/sportshop/report.html docs/pictures --width 1000 --section $$section; \
	done
	$(BIN)/python scripts/page_pictures.py demo/sportshop docs/pictures

lock: $(READY)  ## a new requirements.lock, without any registry's address
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --all-extras --no-header --no-annotate \
	  --generate-hashes pyproject.toml -o requirements.lock

clean:
	rm -rf .venv demo build dist .pytest_cache .mypy_cache .ruff_cache
