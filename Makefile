# Every verb sets up what it needs first, once. `make help` lists them. ARGS="..." reaches the program behind.

PY := .venv/bin/python
ROOMS := $(wildcard main.py core storage sync ui installer tests)
unexport PYTHONPATH PYTHONHOME PYTHONSAFEPATH
unexport PYTHONDONTWRITEBYTECODE  # the tests start hundreds of processes: each would compile the program anew

.DEFAULT_GOAL := help
.PHONY: help demo run lint check test bench pictures campaign build postgres setup again

# An environment whose Python no longer starts (the system moved on) is made again.
ifeq ($(shell $(PY) -I -S -c 'print(1)' 2>/dev/null),)
.venv/ready: again
endif

.venv/ready: requirements.lock installer/prepare.py installer/machine.py
	@python=$$(sh installer/find_python.sh) && "$$python" -m installer.prepare

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

demo: .venv/ready ## a synthetic township on this machine, end to end; pictures and summary in build/demo
	@$(PY) main.py demo --out build/demo $(ARGS)

run: .venv/ready ## the desktop
	@$(PY) main.py $(ARGS)

test: .venv/ready ## all tests, Qt offscreen
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n 2 --dist worksteal $(ARGS)

lint: .venv/ready ## format, lint, types
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy $(ROOMS)

check: lint ## the same, and the rules of the house, which are tests as well
	@$(PY) -m pytest -q tests/test_architecture.py tests/test_sizes.py tests/test_wording.py tests/test_docs.py

bench: .venv/ready ## timings against their stated budgets
	@QT_QPA_PLATFORM=offscreen $(PY) -m tests.bench $(ARGS)

pictures: .venv/ready ## every screen of the window in build/pictures
	@QT_QPA_PLATFORM=offscreen $(PY) -m tests.ui.pictures build/pictures

campaign: .venv/ready ## long proofs, all or one: ARGS="kills --seeds 0:500"; each says what ran and what it found
	@QT_QPA_PLATFORM=offscreen nice $(PY) -m tests.campaign $(ARGS)

build: .venv/ready ## the packaged program in dist/cunzhen
	@$(PY) -m installer.build $(ARGS)

postgres: .venv/ready ## a throw-away PostgreSQL for the tests: it waits, or runs RUN="make test" beside it
	@$(PY) -m installer.prepare --postgres
	@$(PY) -m tests.helpers.throwaway_postgres $(RUN)

setup: again .venv/ready ## look at this machine once more and install what is missing

again:
	@rm -f .venv/ready
