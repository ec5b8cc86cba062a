# Hubbub's commands. They need only make and Python 3.11 or newer, and install everything else into .venv.

HUBBUB_PORT ?= 8000
# Further arguments for the command of a target: make test ARGS="-k reload", make lock ARGS=--upgrade
ARGS ?=
# Browsers for the tests, from chromium, firefox and webkit: make test ENGINES="chromium firefox"
ENGINES ?= chromium
# Test processes, each with its own browser: by default twice as many as cores, at most eight. 0 runs all tests in one process.
WORKERS ?= auto
# Duration of each of the two tests of make soak.
SOAK_MINUTES ?= 30
# The first Python that is new enough; make searches for it only when .venv does not exist.
PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)

# The test processes, and the servers that they start, share compiled modules, also where the environment forbids to keep them: they
# would compile everything each time, which takes a fifteenth of the time of tests/.
unexport PYTHONDONTWRITEBYTECODE

python := .venv/bin/python
install = $(python) -m pip --disable-pip-version-check --quiet install --require-hashes -r
compile = $(python) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' $(ARGS)

# The test that runs now, how many have run, and from within a long one what it has done so far.
progress = --verbose -o console_output_style=count

.PHONY: help run test faults soak check audit format setup lock container screenshots bench bench-nodes
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

help:
	@echo 'make run          start Hubbub on http://localhost:$(HUBBUB_PORT) (HUBBUB_PORT=9000 for another port)'
	@echo 'make test         run all tests, also in Chromium (ENGINES="chromium firefox" for both browsers; WORKERS=0 for one'
	@echo '                  process; ARGS="-k reload -x" for further arguments of pytest)'
	@echo 'make faults       test with faults, attacks and load for twenty minutes, and with the long tests in Chromium; if all'
	@echo '                  tests pass, write the figures into docs/reliability.md'
	@echo 'make soak         test with random faults, and show the progress: one server for SOAK_MINUTES ($(SOAK_MINUTES)), and as long'
	@echo '                  three nodes (ARGS="-k nodes" for them alone)'
	@echo 'make check        check format, lint, types, and the locked packages for known vulnerabilities'
	@echo 'make audit        check only for vulnerabilities; fails also if their database cannot be reached'
	@echo 'make format       format the code and apply the fixes of the linter'
	@echo 'make screenshots  take pictures of every state of the page, and those of the README'
	@echo 'make container    build the image, run the browser tests against it, restart and kill it, and a cluster (needs Docker)'
	@echo 'make bench        compare the performance with other servers; write docs/performance.md (ARGS=--quick for a short run)'
	@echo 'make bench-nodes  measure one to three servers on PostgreSQL and simulate many; write docs/scaling.md'
	@echo 'make setup        install what make run and make test need into .venv'
	@echo 'make lock         resolve the dependencies of pyproject.toml into requirements*.txt'

run: .venv/run.installed
	@echo 'Hubbub starts on http://localhost:$(HUBBUB_PORT) (Ctrl+C stops it)'
	@exec $(python) -m sanic service.app --single-process --port $(HUBBUB_PORT)

test: .venv/dev.installed
	@$(python) -m e2e.browsers $(ENGINES)
	$(python) -m pytest tests e2e --numprocesses $(WORKERS) --dist worksteal \
		$(addprefix --browser ,$(ENGINES)) $(ARGS)

# Writes the figures into the docs only if all tests passed.
faults: .venv/dev.installed
	@$(python) -m e2e.browsers
	$(python) -m pytest e2e --thorough -m thorough
	$(python) -m pytest tests/faults tests/client/test_client.py --thorough --figures test-results/figures.json $(progress) $(ARGS)
	$(python) -m tests.faults.support.figures test-results/figures.json docs/reliability.md

# Prints the seed of its random choices; to repeat a run: make soak SOAK_MINUTES=5 ARGS="--seed 7"
soak: .venv/dev.installed
	$(python) -m pytest tests/faults/test_soak.py --soak-seconds $$(($(SOAK_MINUTES) * 60)) $(progress) $(ARGS)

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
	$(python) -m pytest --capture=no .ci $(ARGS)

screenshots: .venv/dev.installed
	@$(python) -m e2e.browsers
	$(python) -m e2e.screenshots $(ARGS)

bench: .venv/dev.installed
	$(python) -m bench $(ARGS)

bench-nodes: .venv/dev.installed
	$(python) -m bench --nodes $(ARGS)

setup: .venv/dev.installed

lock: .venv/dev.installed
	$(compile) pyproject.toml -o requirements.txt
	$(compile) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
	$(compile) bench/peers/requirements.in -o bench/peers/requirements.txt

.venv/run.installed: requirements.txt $(python)
	@echo 'Installing the dependencies of Hubbub into .venv'
	@$(install) requirements.txt
	@touch $@

.venv/dev.installed: requirements-dev.txt .venv/run.installed
	@echo 'Installing the dependencies of the tests and the bench into .venv'
	@$(install) requirements-dev.txt
	@touch $@

# --clear: an incomplete environment, or one whose Python was removed, is replaced.
$(python):
	@test -n '$(PYTHON)' || { echo 'Hubbub needs Python 3.11 or newer. If it is installed: make PYTHON=/path/to/python3' >&2; exit 1; }
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Hubbub needs Python 3.11 or newer, and $(PYTHON) is not: make PYTHON=/path/to/python3" >&2; exit 1; }
	@'$(PYTHON)' -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo 'This Python cannot create virtual environments. On Debian and Ubuntu: apt-get install python3-venv' >&2; exit 1; }
	@'$(PYTHON)' -m venv --clear .venv
