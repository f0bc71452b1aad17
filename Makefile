# 政策助手 · two commands: `make serve` and `make test`. The environment in .venv is made on first use and
# brought up to date whenever pyproject.toml changes.
.DEFAULT_GOAL := help
.PHONY: help setup serve test check format ingest eval bench clean
SHELL := /bin/sh

VENV := .venv
STAMP := $(VENV)/.installed
CLI := $(VENV)/bin/policy-assistant
TORCH := torch==2.13.0

export POLICY_ASSISTANT_HOST := $(or $(HOST),$(POLICY_ASSISTANT_HOST))
export POLICY_ASSISTANT_PORT := $(or $(PORT),$(POLICY_ASSISTANT_PORT))
export POLICY_ASSISTANT_LLM := $(or $(LLM),$(POLICY_ASSISTANT_LLM))
# Nothing the product uses may report home.
export GRADIO_ANALYTICS_ENABLED := False
export ANONYMIZED_TELEMETRY := False

help:  ## show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(STAMP)  ## make .venv with everything installed

$(STAMP): pyproject.toml
	@tools/make_venv "$(VENV)" "$(TORCH)"
	@touch $@

serve: $(STAMP)  ## build the index, then serve page and API on http://127.0.0.1:8000 (HOST, PORT, LLM)
	@exec $(CLI) serve --prepare

test: $(STAMP)  ## run the tests
	@POLICY_ASSISTANT_EMBEDDING_MODEL= $(CLI) models prepare
	@$(VENV)/bin/python -m pytest

check: $(STAMP)  ## ruff and mypy
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy

format: $(STAMP)  ## sort imports and format
	@$(VENV)/bin/ruff check --fix-only .
	@$(VENV)/bin/ruff format .

ingest: $(STAMP)  ## read corpus/ and build the index
	@$(CLI) ingest

eval: $(STAMP)  ## answer the gold set, write the report, fail where thresholds or baseline are not met
	@$(CLI) ingest
	@$(CLI) eval --gate

bench: $(STAMP)  ## measure speed, memory and recall on this machine (ARTICLES="1000 10000")
	@$(VENV)/bin/python -m pip install -qq --group bench
	@$(VENV)/bin/python -m pip install -qq --no-deps 'langchain-huggingface>=1.2,<2'
	@$(VENV)/bin/python -m bench; status=$$?; \
	for part in bench.embedding bench.recall "bench.chain $(or $(ARTICLES),1000)"; do \
		echo; $(VENV)/bin/python -m $$part || status=1; \
	done; exit $$status

clean:  ## remove .venv and what was built; the corpus stays
	rm -rf $(VENV) .data
