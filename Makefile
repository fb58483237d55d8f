# make app    set up once, then serve the playground on http://localhost:8501
# make test   set up once, then run every test
# make check  lint, types and the quick tests
# make lint   ruff, mypy, and with node tsc and eslint
# Needs Python 3.11+ and make. Without make: the commands below, as the README lists them.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
NODE   := $(shell command -v npm 2>/dev/null)

# Packages are compiled where they are imported, not whole, which would take a minute longer. The
# large ones are imported once at the end, so that the first page need not wait for them.
LARGE := streamlit.web.cli, torchvision, gan_core.training.trainer
unexport PYTHONDONTWRITEBYTECODE

# One test process per core; a file runs in one process.
PARALLEL := -n auto --dist loadfile --no-loadscope-reorder
QUICK    := tests/project tests/javascript tests/gan_core/config tests/gan_core/objectives \
            tests/gan_core/diagnosis tests/gan_core/metrics tests/golden

.PHONY: app test check lint python javascript clean

app: $(VENV)/installed
	$(BIN)/python -m streamlit run playground/app.py

test: $(VENV)/installed-tests
	$(BIN)/python -m pytest $(PARALLEL)

check: lint
	$(BIN)/python -m pytest -q -m "not slow" $(PARALLEL) $(QUICK)

lint: python javascript

python: $(VENV)/installed-tests
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy

javascript: $(if $(NODE),node_modules/installed)
ifdef NODE
	npx --no-install tsc
	npx --no-install eslint .
else
	@echo "node is not on this machine, so tsc and eslint did not check the JavaScript."
endif

$(VENV)/installed: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	$(PYTHON) -c 'import platform, sys; sys.exit((sys.platform, platform.machine()) == ("darwin", "x86_64") and "PyTorch is not made for Macs with Intel processors any more: open the playground of another machine in the browser.")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --no-compile --disable-pip-version-check -r requirements.txt
	$(BIN)/python -c 'import $(LARGE)'
	touch $@

$(VENV)/installed-tests: $(VENV)/installed
	$(BIN)/python -m pip install --no-compile --disable-pip-version-check --quiet -e '.[browser,export,dev]'
	touch $@

node_modules/installed: package.json package-lock.json
	npm ci --no-audit --no-fund --silent
	touch $@

clean:
	rm -rf $(VENV) node_modules
