# Every command a developer types. `make run` and `make test` set up what they need.
PYTHON ?= python3
PORT ?= 8000
V := .venv/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: help run test lint types bench rush docs lock messages vendor clean

help:
	@echo "make run      the whole product with demo people, on http://127.0.0.1:$(PORT)"
	@echo "make test     all tests, on SQLite and PostgreSQL, with a real browser"
	@echo "make lint     ruff, djlint and the shape of the tree;  make types: mypy"
	@echo "make bench    speed as ratios;  make rush: a Friday with everybody at once, and the verdict"
	@echo "make docs     checks the links of the documents;  make lock: pins dependencies anew"
	@echo "make messages collects texts that want a translation, and draws the states anew"

run: .venv/run.done
	GILIRAN_DEMO=1 PORT=$(PORT) $(V)/giliran up

test: .venv/dev.done
	tools/test

lint: .venv/dev.done
	$(V)/ruff check .
	$(V)/ruff format --check --exclude '**/migrations/*' src tests tools bench
	$(V)/djlint src/giliran/web/templates src/giliran/notifications/templates --lint --quiet
	$(V)/lint-imports

types: .venv/dev.done
	$(V)/mypy

bench: .venv/dev.done
	$(V)/python -m bench

rush: .venv/run.done
	PORT=$(PORT) $(V)/giliran rush

docs: .venv/dev.done
	$(V)/python tools/check_docs.py

lock: .venv/dev.done
	tools/lock

messages: .venv/dev.done
	$(V)/python tools/messages.py
	$(V)/python tools/draw_states.py

clean:
	rm -rf .venv var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

.venv/bin/python:
	$(PYTHON) -m venv .venv

.venv/run.done: requirements/run.txt pyproject.toml | .venv/bin/python
	$(V)/pip install --quiet --require-hashes -r requirements/run.txt
	$(V)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.done: requirements/dev.txt pyproject.toml | .venv/bin/python
	$(V)/pip install --quiet --require-hashes -r requirements/dev.txt
	$(V)/pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ .venv/run.done
