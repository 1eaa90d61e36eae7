# Two commands: `make demo` and `make test`. Both set up everything they need on a machine with Python 3.11, pip and make.
PYTHON ?= python3
BIN := .venv/bin
CORE := .venv/.core
DEV := .venv/.dev

.PHONY: demo test check format links bench constraints clean

demo: $(CORE)
	@$(BIN)/huashu demo

test: $(DEV) links
# Two workers on two cores: linear algebra with threads of its own would only get in their way.
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n 2

check: $(DEV) links
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .links/huashu tests
	$(BIN)/lint-imports
	$(BIN)/python tests/module_sizes.py

format: $(DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(DEV)
	$(BIN)/python -m tests.benchmarks

# Type checkers do not follow setuptools' folder mapping; these links show them the same names.
links:
	@mkdir -p .links/huashu
	@for name in api evals knowledge orchestrator prompts; do ln -sfn ../../$$name .links/huashu/$$name; done

$(CORE): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "setting up .venv (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

$(DEV): pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "setting up .venv for development (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[all,dev]'
	@touch $@ $(CORE)

# Pins for CI: names and versions only, never an address.
constraints:
	$(BIN)/python -m pip list --format=freeze --exclude-editable --exclude pip | grep -v '^huashu' | LC_ALL=C sort -f > constraints.txt

clean:
	rm -rf .venv .links build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
