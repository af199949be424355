# Every target sets the project up first; nothing but Python 3.11+ is needed. Windows: py scripts/setup.py gate
PYTHON ?= python3
ARGS ?=
STACK ?=
STRIPE ?=
LOCK_IMAGE = uv pip compile -q --generate-hashes --python-version 3.13 --python-platform linux --no-emit-index-url --no-header --no-annotate
.DEFAULT_GOAL := help
.PHONY: help gate report check test release up doctor cards images compose-up compose-down lock bench prove docs drift clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

gate: ## does this checkout charge people correctly? (reports/summary.html; STACK=containers, STRIPE=stock, ...)
	@$(PYTHON) scripts/setup.py gate $(if $(STACK),--stack=$(STACK)) $(if $(STRIPE),--stripe=$(STRIPE)) $(ARGS)

report: ## Allure's HTML of the last gate, with its history (needs Node 20+; reports/allure-report/index.html)
	@$(PYTHON) scripts/setup.py report $(ARGS)

check: ## lint, format, types and import rules, in seconds (ARGS=types for one of them)
	@$(PYTHON) scripts/setup.py check $(ARGS)

test: ## what `make check` does, then the project's own tests (ARGS="-k words" for some)
	@$(PYTHON) scripts/setup.py test $(ARGS)

up: ## start the stack, print its URLs and keep it until Ctrl-C
	@$(PYTHON) scripts/setup.py up $(ARGS)

doctor: ## what this machine can and cannot run
	@$(PYTHON) scripts/setup.py doctor $(ARGS)

cards: ## the catalogue of documented test cards
	@$(PYTHON) scripts/setup.py cards $(ARGS)

images: ## the container images, where something of them changed (OFFLINE=1 asks no registry of images)
	@$(PYTHON) scripts/setup.py
	@.venv/bin/python -m scripts.images $(if $(OFFLINE),--offline) $(ARGS)

compose-up: ## the stack of docker-compose.yml, to keep at a desk (OFFLINE=1; COMPOSE_PROFILES=stock,reports)
	@$(PYTHON) scripts/setup.py
	@.venv/bin/python -m scripts.compose up $(if $(OFFLINE),--offline)

compose-down: ## remove that stack, its volumes too
	@$(PYTHON) scripts/setup.py
	@.venv/bin/python -m scripts.compose down

bench: ## figures beside their yardsticks, into bench/RESULTS.md (ARGS=emulator, stack, tap, crowd or contract for a part)
	@$(PYTHON) scripts/setup.py
	@.venv/bin/python -m bench $(ARGS)

prove: ## break copies of the checkout on purpose: does the gate see it? (reports/proving)
	@$(PYTHON) scripts/setup.py
	@.venv/bin/python -m proving $(ARGS)

docs: ## the documentation as a site: docs/_build/html, to look at with `python3 -m http.server -d docs/_build/html`
	@$(PYTHON) scripts/setup.py
	@.venv/bin/python -m sphinx -q -W --keep-going -E -b dirhtml docs docs/_build/html

lock: ## compile every requirements.in into its hashed lock (needs uv)
	uv pip compile requirements.in -q --generate-hashes --python-version 3.11 --universal --no-emit-index-url --no-header -o requirements.txt
	for part in docker/localstack/requirements docker/emulator/requirements docker/checkout/requirements docker/tap/requirements \
	  docker/build-requirements docker/compose; do \
	  $(LOCK_IMAGE) -c requirements.txt $$part.in -o $$part.txt || exit; done
	$(LOCK_IMAGE) docker/core/requirements.in -o docker/core/requirements.txt
	$(LOCK_IMAGE) -c docker/core/requirements.txt --override docker/localstack/stock.overrides docker/localstack/stock.in -o docker/localstack/stock.txt

release: ## build wheels (dist/) and images, and check them in a fresh environment; publishes nothing (OFFLINE=1)
	@$(PYTHON) scripts/setup.py
	@.venv/bin/python -m scripts.release

drift: ## what Stripe's test mode says of the same facts (STRIPE_TEST_KEY=sk_test_...; reports/drift.md)
	@$(PYTHON) scripts/setup.py
	@.venv/bin/python -m pytest tests/stripe_emulator -m stripe $(ARGS)

clean: ## remove the environment and every report
	rm -rf .venv .cache dist reports/stack reports/allure-results reports/proving reports/allure-report reports/.lock* reports/*.json reports/*.jsonl reports/*.xml reports/*.html reports/summary.md reports/stripe.har reports/drift.md
