# make setup   the environment in .venv, with the pinned versions of requirements.lock
# make demo    the main job on the invented corpus corpora/demo, results in out/demo
# make test    all tests
# make check   formatting, lint and types
# make lock    requirements.lock anew, with the newest versions that pyproject.toml allows

PYTHON ?= python3
BIN := .venv/bin

.PHONY: setup demo test check lock clean

setup: .venv/ready

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11 …")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

demo: setup
	$(BIN)/python scripts/run.py corpora/demo --out out/demo

test: setup
	$(BIN)/python -m pytest

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# torch stays at one version, of which the plain build runs without a graphics card; a suffix of a local build is no
# version that others can install
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,browser]' torch==2.13.0
	.venv-lock/bin/python -m pip freeze --exclude-editable | sed 's/+cpu$$//' | LC_ALL=C sort -f > requirements.lock
	rm -rf .venv-lock

clean:
	rm -rf out .venv build *.egg-info
