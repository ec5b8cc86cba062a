# Hubbub's commands: `make run` and `make test` need Python 3.11 or newer and make, and set up the rest themselves.

HUBBUB_PORT ?= 8000
# More for the command at the end of a target: make test ARGS="-k reload", make lock ARGS=--upgrade
ARGS ?=
# The browsers of the tests, out of chromium, firefox and webkit: make test ENGINES="chromium firefox"
ENGINES ?= chromium
# How many processes share the tests, each with browsers of its own: as many as there are cores, at most four. 0 is one by one.
WORKERS ?= auto
# How long make soak takes.
SOAK_MINUTES ?= 30
# The first Python that is new enough. Asked for only when the environment has to be made.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

python := .venv/bin/python
install = $(python) -m pip --disable-pip-version-check --quiet install --require-hashes -r
compile = $(python) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(ARGS)

.PHONY: help run test faults soak check audit format setup lock container screenshots bench
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

help:
	@echo 'make run        start Hubbub on http://localhost:$(HUBBUB_PORT) (HUBBUB_PORT picks another port)'
	@echo 'make test       all tests, those in a real browser included (ENGINES="chromium firefox" for two)'
	@echo 'make faults     faults, bad input and load for twenty minutes, with figures into docs/reliability.md'
	@echo 'make soak       one fault after another by chance for SOAK_MINUTES ($(SOAK_MINUTES)), with a line that tells how it goes'
	@echo 'make check      format, lint, types, and whether a vulnerability of a locked package is known'
	@echo 'make audit      the last of these alone; it fails, too, if that cannot be asked'
	@echo 'make format     put the code into the form that make check asks for'
	@echo 'make screenshots  pictures of every state of the page, and those of the README'
	@echo 'make container  build the image, run the browser tests against it, restart it (needs Docker)'
	@echo 'make bench      measure it against its peers and write docs/performance.md (ARGS=--quick for a look)'
	@echo 'make setup      only the environment, in .venv'
	@echo 'make lock       write requirements*.txt anew from pyproject.toml'

run: .venv/run.installed
	@echo 'Hubbub starts on http://localhost:$(HUBBUB_PORT) (Ctrl+C stops it)'
	@exec $(python) -m sanic service.app --single-process --port $(HUBBUB_PORT)

test: .venv/dev.installed
	@$(python) -m e2e.browsers $(ENGINES)
	$(python) -m pytest tests e2e --numprocesses $(WORKERS) --maxprocesses 4 --dist worksteal \
		$(addprefix --browser ,$(ENGINES)) $(ARGS)

# The figures go into the docs only when everything held.
faults: .venv/dev.installed
	$(python) -m pytest tests/faults tests/client/test_client.py --thorough --figures test-results/figures.json $(ARGS)
	$(python) -m tests.faults.support.figures test-results/figures.json docs/reliability.md

# By a seed that it tells: make soak SOAK_MINUTES=5 ARGS="--seed 7"
soak: .venv/dev.installed
	$(python) -m pytest tests/faults/test_soak.py --soak-seconds $$(($(SOAK_MINUTES) * 60)) $(ARGS)

check: .venv/dev.installed
	$(python) -m ruff format --check .
	$(python) -m ruff check .
	$(python) -m mypy
	$(python) .ci/audit.py

audit: .venv/dev.installed
	$(python) .ci/audit.py --strict

format: .venv/dev.installed
	$(python) -m ruff check --fix-only --quiet .
	$(python) -m ruff format .

container: .venv/dev.installed
	@$(python) -m e2e.browsers
	$(python) -m pytest --capture=no .ci/test_container.py $(ARGS)

screenshots: .venv/dev.installed
	@$(python) -m e2e.browsers
	$(python) -m e2e.screenshots $(ARGS)

bench: .venv/dev.installed .venv/bench.installed
	$(python) -m bench $(ARGS)

setup: .venv/dev.installed

lock: .venv/dev.installed
	$(compile) pyproject.toml -o requirements.txt
	$(compile) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	$(compile) pyproject.toml --group bench -c requirements.txt -o requirements-bench.txt
	$(compile) bench/peers/requirements.in -o bench/peers/requirements.txt

.venv/run.installed: requirements.txt $(python)
	@echo 'Installing what Hubbub runs on into .venv'
	@$(install) requirements.txt
	@touch $@

.venv/dev.installed: requirements-dev.txt .venv/run.installed
	@echo 'Installing what Hubbub is tested with into .venv'
	@$(install) requirements-dev.txt
	@touch $@

.venv/bench.installed: requirements-bench.txt .venv/run.installed
	@echo 'Installing what the bench needs into .venv'
	@$(install) requirements-bench.txt
	@touch $@

# Anew and from nothing: a half-made environment, or one whose Python has gone, must not be built upon.
$(python):
	@test -n '$(PYTHON)' || { echo 'Hubbub needs Python 3.11 or newer. If there is one: make PYTHON=/path/to/python3' >&2; exit 1; }
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Hubbub needs Python 3.11 or newer, and $(PYTHON) is not: make PYTHON=/path/to/python3" >&2; exit 1; }
	@'$(PYTHON)' -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo 'This Python cannot make environments. On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@'$(PYTHON)' -m venv --clear .venv
