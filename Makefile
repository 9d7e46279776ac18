# `make listen` and `make test` set up whatever they need and may be run again at any time.
#
#   make listen ARGS="--style terse"    arguments for `edge-aac listen`
#   make listen PYTHON=python3.12       another Python for the virtual environment
#   make test PROCESSES=1               how many processes share the tests

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
PROCESSES ?= 2

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --retries 5 --timeout 60
PYTHON_PATHS := edge_aac edge_aac_mqtt edge_aac_score models quantize benchmarks deploy docs tests

# What the listener needs from the system, and what the tests add: a sound server without a card,
# what the demonstration's speech was made with, Java, in which METEOR is written, strace, which
# shows that nothing is sent, ffmpeg, which reads what libsndfile does not, systemd, which judges
# the units, mosquitto, to which edge-aac-mqtt speaks, and openssl, which makes its certificates.
SYSTEM_LISTEN := libportaudio2 espeak-ng
SYSTEM_TEST := $(SYSTEM_LISTEN) pulseaudio pulseaudio-utils libasound2-plugins sox libsox-fmt-all \
  default-jre-headless strace ffmpeg systemd mosquitto openssl

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help listen check test wheel board thorough fuzz lint format readme clean

help:
	@echo "make listen   set up what is missing, then listen and say what is heard"
	@echo "make check    the device's side in a minute, without PyTorch: style, types, fast tests"
	@echo "make test     set up what is missing, then run every check"
	@echo "make wheel    build the package, into dist/"
	@echo "make board    the package with all that a Raspberry Pi needs, as dist/edge-aac-board.tar.gz"
	@echo "make thorough the same with every example of the tests of properties; takes longer"
	@echo "make fuzz     only the tests with damaged inputs, all of these; says what became of them"
	@echo "make lint     only the linter, the formatter's check and the type checker"
	@echo "make format   let the formatter and the linter mend what they can"
	@echo "make readme   write the generated parts of README.md and docs/ again"
	@echo "make clean    remove the virtual environment and caches"

# Source and output are decided by the script and told to the listener, which never replaces one
# source by another.
listen: $(VENV)/.listen
	@deploy/system-packages $(SYSTEM_LISTEN)
	@exec deploy/listen $(BIN) $(ARGS)

# Tests of the lab need PyTorch, damaged inputs and what is marked take long; `make test` runs all.
LAB_TESTS := tests/models tests/score tests/benchmarks tests/quantize tests/features/test_published.py
check: $(VENV)/.check
	$(BIN)/ruff check $(PYTHON_PATHS)
	$(BIN)/ruff format --check $(PYTHON_PATHS)
	$(BIN)/mypy --package edge_aac --package deploy
	HYPOTHESIS_PROFILE=quick $(BIN)/python -m pytest --quiet $(TOGETHER) \
	  $(LAB_TESTS:%=--ignore=%) --ignore=tests/fuzz -m "not slow and not sound and not timed and not data"

# The recordings are not part of the project; without them the tests that need them step aside.
EDGE_AAC_DATA ?= $(abspath $(wildcard ../shared/data))
ifneq (,$(EDGE_AAC_DATA))
test: export EDGE_AAC_DATA := $(EDGE_AAC_DATA)
endif
# How processes share the tests: tests/sharing.py.
TOGETHER := --numprocesses $(PROCESSES) --dist loadscope --no-loadscope-reorder
test: $(VENV)/.test
	@deploy/system-packages $(SYSTEM_TEST)
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest $(TOGETHER)
	$(BIN)/python docs/blocks.py

wheel: $(VENV)/.build
	rm -f dist/edge_aac-*.whl
	$(BIN)/python -m build --wheel --outdir dist .

BOARD := install.sh uninstall.sh requirements.txt edge-aac.service edge-aac-system.service README.md
board: wheel $(VENV)/.listen
	rm -rf dist/edge-aac-board && mkdir -p dist/edge-aac-board
	cp dist/edge_aac-*.whl $(addprefix deploy/raspberrypi/,$(BOARD)) dist/edge-aac-board/
	$(BIN)/python deploy/help_files.py dist/edge-aac-board
	tar -C dist -czf dist/edge-aac-board.tar.gz edge-aac-board

thorough: export HYPOTHESIS_PROFILE := thorough
thorough: test

fuzz: $(VENV)/.test
	HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest -q -s tests/fuzz

lint: $(VENV)/.test
	$(BIN)/ruff check $(PYTHON_PATHS)
	$(BIN)/ruff format --check $(PYTHON_PATHS)
	$(BIN)/mypy
	$(BIN)/mypy docs/blocks.py docs/rooms.py docs/package_page.py

format: $(VENV)/.test
	$(BIN)/ruff check --fix $(PYTHON_PATHS)
	$(BIN)/ruff format $(PYTHON_PATHS)

readme: $(VENV)/.test
	$(BIN)/python docs/blocks.py --write

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/.listen: pyproject.toml | $(BIN)/python
	@echo "Setting up: Python packages into $(VENV), once."
	@$(PIP) install --editable .
	@touch $@

$(VENV)/.build: pyproject.toml | $(BIN)/python
	@$(PIP) install 'build>=1.2' 'shtab>=1.7' 'argparse-manpage>=4.6'
	@touch $@

$(VENV)/.check: pyproject.toml | $(BIN)/python
	@echo "Setting up: Python packages for the checks into $(VENV), once."
	@$(PIP) install --editable '.[dev]'
	@touch $@ $(VENV)/.listen

$(VENV)/.test: pyproject.toml | $(BIN)/python
	@echo "Setting up: Python packages for the tests into $(VENV), once; this takes minutes."
	@$(PIP) install --editable '.[dev,train]'
	@# axe-core judges the pages in Chromium; without either, those tests step aside.
	@if command -v npm >/dev/null 2>&1 && command -v chromium >/dev/null 2>&1; then \
	  npm install --silent --no-audit --no-fund --ignore-scripts --prefix $(VENV)/axe axe-core@4 || true; fi
	@touch $@ $(VENV)/.check $(VENV)/.listen

$(BIN)/python:
	@PYTHON="$(PYTHON)" deploy/virtual-environment $(VENV)
