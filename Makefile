# `make test` is everything, on a fresh machine too; `make help` lists the parts.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CARGO := cargo

# The wrapper of pyright would otherwise ask for newer versions of itself.
export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1

.PHONY: help test setup system-packages judges lint rust-lint python-lint build rust-test python-packages python-test generate site wheels bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# One after the other: each of them uses all processors. Cheap ones first.
test: ## set up, lint, test and build: what CI runs
	$(MAKE) setup
	$(MAKE) python-packages
	$(MAKE) lint
	$(MAKE) rust-test
	$(MAKE) build
	$(MAKE) python-test

setup: system-packages $(VENV)/installed judges ## install what the tests need
	@command -v $(CARGO) >/dev/null || { echo 'cargo is missing: install Rust $(shell sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml) with rustup' >&2; exit 1; }

system-packages: ## install system packages (Debian, as root; elsewhere name them)
	@tests/judges/install-packages.sh

$(VENV)/installed: tests/requirements.txt | system-packages
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement tests/requirements.txt
	@touch $@

judges: $(VENV)/installed ## install the judges of outputs into .judges
	@PYTHON=$(BIN)/python tests/judges/install.sh

lint: python-lint rust-lint ## check formatting, lints and types

rust-lint: ## cargo fmt and clippy, without C++ too
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings
	$(CARGO) clippy -p pywgpu-naga --no-default-features --locked -- -D warnings

python-lint: $(VENV)/installed ## ruff and pyright (after `make python-packages`)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyright

rust-test: ## the tests of all crates
	$(CARGO) test --workspace --locked

# As `cargo test` builds them, so that both use the same dependencies; `wheels` is what gets shipped.
python-packages: $(VENV)/installed ## build the Python packages for .venv
	$(CARGO) build --workspace --lib --bin naga-py-codegen --tests --locked
	$(BIN)/python tests/install_packages.py

generate: $(VENV)/installed ## write what is generated: parts of `naga` and `pywgpu` (after `make python-packages`)
	$(CARGO) build --workspace --bin naga-py-codegen --tests --locked
	target/debug/naga-py-codegen
	cd pywgpu-py && ../$(BIN)/python -m generate

site: $(VENV)/installed ## the documentation site, target/site
	$(BIN)/mkdocs build --strict --quiet --config-file docs/site/mkdocs.yml

wheels: $(VENV)/installed ## build the wheels, target/wheels
	for package in *-py; do $(BIN)/maturin build --release --locked --strip --manifest-path $$package/Cargo.toml --out target/wheels; done

build: ## the release binary, target/release/pywgpu-naga
	$(CARGO) build --release --locked -p pywgpu-naga

python-test: $(VENV)/installed ## the Python packages, and every output judged (after `make python-packages build`)
	$(BIN)/pytest

bench: ## race against naga-cli (built from its crate), then measure every stage
	$(PYTHON) benches/race.py --install
	$(CARGO) bench --workspace --locked

clean: ## remove what was built; .venv and .judges stay
	rm -rf target
