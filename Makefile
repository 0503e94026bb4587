# make demo, make test: each sets up all it needs on a fresh machine, then does its work.
# Set-up is remembered in build/stamps; a second call takes it up from there.
#
#   PYTHON=python3.12   another interpreter for the virtual environment
#   CLIP=shot.mov       another clip for the demo

PYTHON ?= python3
BIN := .venv/bin
STAMPS := build/stamps
WEIGHTS := span-x2 span-x4
CLIP ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test package bench blender clean

help:
	@echo "make demo     upscale a short real clip; ends by saying where the results lie"
	@echo "make test     linters, types, layers and all tests"
	@echo "make package  a wheel in dist/ that carries the default model's weights"
	@echo "make bench    the benchmarks of the README (an hour on two cores)"
	@echo "make blender  the extension in real Blender modules 4.2, 4.5 and 5.0 (3 GB, ten minutes; needs Python 3.11)"
	@echo "make clean    remove the virtual environment and everything that was made"

setup: $(STAMPS)/python
	@PYTHON="$(PYTHON)" sh tools/system.sh
	@$(BIN)/python tools/devlink.py

$(STAMPS)/python: pyproject.toml constraints.txt tools/system.sh ofx_bridge/models.json $(wildcard ofx_bridge/native/* ofx_bridge/native/*/*)
	PYTHON="$(PYTHON)" sh tools/system.sh
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing Python packages into .venv; the first time this takes some minutes"
	@$(BIN)/python -m pip install -qq --upgrade pip
	$(BIN)/python -m pip install -qq -c constraints.txt -e ".[dev]"
	@mkdir -p $(STAMPS)
	@touch $@

$(STAMPS)/weights: $(STAMPS)/python
	$(BIN)/uprez models fetch $(WEIGHTS)
	@touch $@

demo: setup $(STAMPS)/weights
	@$(BIN)/python tools/demo.py $(if $(CLIP),--clip "$(CLIP)")

test: setup $(STAMPS)/weights
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright
	$(BIN)/lint-imports
	$(BIN)/python -m tests.ofx_bridge.building
	$(BIN)/pytest -m "not gpu" -n 3 --dist loadfile --no-loadscope-reorder

package: setup $(STAMPS)/weights
	$(BIN)/python tools/bundle_weights.py
	$(BIN)/python -m pip wheel --quiet --no-build-isolation --no-deps --wheel-dir dist .
	@ls -l dist

blender: setup $(STAMPS)/weights
	$(BIN)/python tools/blender_check.py --keep build/blender

bench: setup $(STAMPS)/weights
	$(BIN)/python benchmarks/media.py
	$(BIN)/python benchmarks/light.py
	$(BIN)/python benchmarks/memory.py
	$(BIN)/python benchmarks/quality.py
	$(BIN)/python benchmarks/estimate.py
	$(BIN)/python benchmarks/stablevsr.py
	$(BIN)/python benchmarks/star.py
	QT_QPA_PLATFORM=offscreen $(BIN)/python benchmarks/viewer.py
	xvfb-run -a $(BIN)/python benchmarks/panel.py
	$(BIN)/python benchmarks/kills.py
	$(BIN)/python benchmarks/ofx.py

clean:
	rm -rf .venv build dist demo
