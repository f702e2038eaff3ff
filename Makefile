# The only door. `make demo` and `make test` need nothing but Python 3.11-3.13, git and make.
SHELL := /bin/sh
PY := .venv/bin/python
READY := .venv/ready
ARGS ?=

.PHONY: setup demo test check bench faults package lock clean

setup: $(READY)

# Made anew whenever the lock or the project file changes.
$(READY): requirements.lock pyproject.toml build_spec/prepare.sh
	@sh build_spec/prepare.sh

demo: $(READY)
	@$(PY) -m desktop demo $(ARGS)

test: check-style $(READY)
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n 2 --dist loadgroup $(ARGS)

check: check-style $(READY)
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n 2 --dist loadgroup -m "not slow and not kill" $(ARGS)

.PHONY: check-style
check-style: $(READY)
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check --quiet .
	@.venv/bin/lint-imports
	@$(PY) -m mypy
	@$(PY) -m mypy --platform win32

bench: $(READY)
	@QT_QPA_PLATFORM=offscreen $(PY) -m tests.bench $(ARGS)

# The whole ladder of faults takes up to 20 minutes on two processors; see docs/faults.md.
faults: $(READY)
	@$(PY) -m tests.faults $(ARGS)
	@HOTLINE_KILL_STORY=whole-story $(PY) -m pytest -q -s tests/faults/test_kill_story.py

package: $(READY)
	@$(PY) build_spec/package.py $(ARGS)

lock:
	@sh build_spec/lock.sh

clean:
	rm -rf build dist build_spec/work .pytest_cache .mypy_cache .ruff_cache .hypothesis
