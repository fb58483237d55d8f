# make app    set up once, then serve the playground on http://localhost:8501
# make test   set up once, then run every test
# Needs Python 3.11+ and make. Without make: the commands below, as the README lists them.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin

.PHONY: app test lint clean

app: $(VENV)/installed
	$(BIN)/python -m streamlit run playground/app.py

test: $(VENV)/installed-tests
	$(BIN)/python -m pytest

lint: $(VENV)/installed-tests
	$(BIN)/python -m pip install --quiet ruff
	$(BIN)/python -m ruff check .

$(VENV)/installed: requirements.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/installed-tests: $(VENV)/installed
	$(BIN)/python -m pip install --disable-pip-version-check --quiet -e '.[browser,export]'
	touch $@

clean:
	rm -rf $(VENV)
