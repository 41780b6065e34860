# Everything that CI runs, by the same names. The first use makes .venv from requirements.lock.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
  $$p -c 'import sys; sys.exit(not (3,11) <= sys.version_info[:2] < (3,14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
READY := .venv/.ready

.PHONY: demo test test-postgres check bench conformance streams docs size archive try-archive audit lock coverage-of-brief screenshots clean

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
# The checks run beside the tests, in what the browser and the kills leave idle, and are told after them.
test: $(READY)  ## checks and every test; prints the skips and fails when there are too many
	@scripts/chromium.sh
	@scripts/java.sh
	@scripts/proxies.sh
	@mkdir -p build
	@$(MAKE) --no-print-directory check >build/check.log 2>&1 & checks=$$!; \
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --randomly-seed=$(SEED) tests; tested=$$?; \
	wait $$checks; checked=$$?; cat build/check.log; \
	test $$checked = 0 || echo "The checks failed; what they say is above."; \
	test $$tested = 0 && test $$checked = 0

# What touches the catalog, all of it in PostgreSQL; `make test` runs a part of it there each time.
test-postgres: $(READY)  ## every test that has a catalog, with it in PostgreSQL
	@scripts/chromium.sh
	@scripts/proxies.sh
	OSUMA_TEST_CATALOG=postgres $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder \
	  --randomly-seed=$(SEED) $(addprefix tests/,acceptance catalog cli docs pains web workflows)

check: $(READY)  ## style, types, rings
	$(BIN)/ruff format --check src tests scripts bench packaging
	$(BIN)/ruff check src tests scripts bench packaging
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(READY)  ## speed as ratios within one run
	$(BIN)/python -m bench

# `make conformance ENGINE=spark:local WORLDS=4 SAMPLE=1 WRITE=1`: SAMPLE, each cell once in four worlds and some trees;
# WRITE, the section of docs/reference/conformance.md
ENGINE ?= chdb:
WORLDS ?= 14
SAMPLE ?=
WRITE ?=
conformance: $(READY)  ## every cell of the grid on another engine against the interpreter; prints the table
	@scripts/java.sh
	cd tests && ../$(BIN)/python -m oracle.conformance '$(ENGINE)' $(WORLDS) $(if $(SAMPLE),--sample) $(if $(WRITE),--write)

N ?= 500
streams: $(READY)  ## random streams refreshed by differences and in full; WRITE=1 writes docs/reference/refresh.md
	cd tests/store && PYTHONPATH=.. ../../$(BIN)/python compare_streams.py $(N) $(if $(SAMPLE),--sample) $(if $(WRITE),--write)

docs: $(READY)  ## the generated reference, and that nothing in it is stale
	$(BIN)/python scripts/reference.py

size: $(READY)  ## what one machine's install weighs, extras and development left out
	$(BIN)/python scripts/size.py

archive: $(READY)  ## Osuma for a machine without Python, packed for this system
	$(BIN)/python scripts/archive.py

try-archive:  ## the archive in a root without Python; as root on Debian
	scripts/try_archive.sh dist/osuma-*-linux-*.tar.gz

audit: $(READY)  ## known vulnerabilities of the pinned libraries; asks a public database over the network
	$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/pip-audit --require-hashes --disable-pip -r requirements.lock

coverage-of-brief: $(READY)  ## every clause of the acceptance scenarios: asserted by which test, or missing and why
	$(BIN)/python scripts/coverage_of_brief.py

# Every page, in both languages, on a desk and a phone, light and dark, goes to build/pages, to be looked at.
screenshots: $(READY) demo  ## the pictures of README and docs, and of every page
	@scripts/chromium.sh
	for section in segments rfm; do \
	  $(BIN)/python scripts/screenshots.py demo/sportshop/report.html docs/pictures --width 1000 --section $$section; \
	done
	$(BIN)/python scripts/page_pictures.py demo/sportshop build/pages --docs docs/pictures

lock: $(READY)  ## a new requirements.lock, without any registry's address
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --universal --python-version 3.11 --all-extras --no-header --no-annotate \
	  --generate-hashes pyproject.toml -o requirements.lock

clean:
	rm -rf .venv demo build dist .pytest_cache .mypy_cache .ruff_cache
