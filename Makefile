# The atlas in two commands: `make run` and `make test`. Both install what they need, once.
#
# Debian 12 and Ubuntu, on a bare machine:  sudo apt-get install make python3-venv
# macOS:                                    xcode-select --install, and a Python from python.org
# Windows (no make):  py tools\setup.py   and then   .venv\Scripts\python -m streamlit run app.py

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' \
	2>/dev/null && echo $$python && break; done)
IN_VENV := .venv/bin/python -m

.NOTPARALLEL:
.PHONY: help run test lint check soak bench wheel bundle python ready ready-dev

help:
	@echo 'make run     start the atlas at http://localhost:8501'
	@echo 'make test    run all tests'
	@echo 'make check   formatting, ruff, mypy, eslint, tsc, all tests'
	@echo 'make soak    the slow proofs: the wheel in an empty environment'
	@echo 'make bench   measure the figures we quote'
	@echo 'make wheel   one wheel in dist/ for `pip install`'
	@echo 'make bundle  one zip in dist/ for machines without a network'

run: ready
	$(IN_VENV) atlas serve

# two at a time, a file's tests together: they share a server and a browser; the long files of
# the browser, which have few tests, not last
# RESULT names a file for the exit code of pytest, which make would turn into its own 2
test: ready-dev
	@$(IN_VENV) pytest -n 2 --dist loadfile --no-loadscope-reorder $(if $(RESULT),; echo $$? > '$(RESULT)')

lint: ready-dev
	@failed=0; for tool in 'ruff format --check .' 'ruff check .' mypy; do \
		echo "$$tool"; $(IN_VENV) $$tool || failed=1; done; \
		.venv/bin/python tools/check_scripts.py || failed=1; exit $$failed

check: lint test

# what takes minutes, a network or much disk, and proves what the tests take for granted
soak: ready-dev
	@$(IN_VENV) pytest -m soak

# a benchmark is a file that runs, without arguments, all it has
bench: ready-dev
	@for file in $$(grep -l __main__ benchmarks/*.py); do echo "$$file"; .venv/bin/python $$file || exit; done

# one wheel, with facts, declarations, browser assets and fonts in it
wheel: ready-dev
	@$(IN_VENV) hatchling build --target wheel

# one zip for machines without a network; another Python: make bundle FOR=3.12
bundle: ready
	@.venv/bin/python tools/bundle.py $(if $(FOR),--python $(FOR))

ready: python
	@$(PYTHON) tools/setup.py

ready-dev: python
	@$(PYTHON) tools/setup.py --dev

python:
	@test -n "$(PYTHON)" || { echo 'Python 3.11, 3.12, 3.13 or 3.14 is needed; on Debian 12: sudo apt-get install python3 python3-venv' >&2; exit 1; }
