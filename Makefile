# make run opens the viewer, make test checks everything. Both set up what they need first.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
VIEWER := $(BIN)/anatomy-viewer
SELECT := --select obturator_internus_left

export PIP_DISABLE_PIP_VERSION_CHECK := 1

# What must work without Qt and VTK.
CORE := tests/atlas tests/motion tests/test_session.py tests/test_files.py tests/test_on_demand.py \
	tests/test_recipe.py

.PHONY: help run test lint bench meshes validation pictures lock clean system-run system-test

help:
	@echo "make run       open the viewer (with no display: write pictures instead)"
	@echo "make test      lint, types, borders, all tests"
	@echo "make lint      ruff, mypy, import-linter"
	@echo "make bench     time drawing and solving"
	@echo "make meshes    build meshes/ and the motion tables again from the source data"
	@echo "make validation  compare the model with published figures (docs/validation.md)"
	@echo "make pictures  make the README's pictures again"
	@echo "make lock      choose the newest versions pyproject.toml allows (needs uv)"
	@echo "make clean     remove everything made here"

run: system-run $(READY)
	@if $(BIN)/python -c 'from anatomy_viewer.cli.display import check_display; check_display()' \
		2>/dev/null; then \
		$(VIEWER); \
	else \
		echo "There is no display to open the viewer on, so here are two pictures instead:"; \
		mkdir -p pictures && \
		$(VIEWER) snapshot pictures/hip_neutral.png --force $(SELECT) && \
		$(VIEWER) snapshot pictures/hip_flexed_90.png --force $(SELECT) --flexion 90; \
	fi

test: system-test lint
	$(BIN)/python -m pytest -q -p tests.core_only -p no:pytest-qt --no-xvfb $(CORE)
	$(BIN)/python -m pytest -q

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)
	@echo "There is nothing to time yet."

meshes: $(READY)
	$(BIN)/python tools/build_meshes.py

validation: $(READY)
	$(BIN)/python tools/validation.py

pictures: system-run $(READY)
	tools/readme_pictures.sh $(VIEWER)

lock:
	uv pip compile --universal --python-version 3.10 --generate-hashes --no-emit-index-url \
		--no-annotate --no-header --upgrade --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) build dist pictures .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

system-run:
	@PYTHON="$(PYTHON)" tools/system_packages.sh run

system-test:
	@PYTHON="$(PYTHON)" tools/system_packages.sh test

# The locked versions, by their hashes, then the checkout itself.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
		{ echo "Python 3.10 or newer is needed; choose one with: make PYTHON=python3.12 ..."; exit 1; }
	@echo "Setting up $(VENV) (the first time this fetches about 300 MB)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install -q --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --no-deps --no-build-isolation -e .
	@touch $@
