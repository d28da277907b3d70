# Every target installs what it misses (Debian and Ubuntu) and works on a fresh machine.
# There is one build, the release build; programs and tests share it.

.DEFAULT_GOAL := help
.PHONY: help run test bench soak check format setup proto fuzz debug model mutants

help:  ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: setup  ## Start a network of four validators and send a first transfer; ARGS=--once ends after it
	@swift build --configuration release --product pando
	@.build/release/pando up $(ARGS)

test:  ## Build everything and run all tests
	@scripts/setup build test
	@scripts/test

bench:  ## Measure the stages of a transaction, a network (ARGS="--rate 1000"), and the contract language against Lua 5.4
	@scripts/setup build bench
	@swift build --configuration release --product pando
	@.build/release/pando bench --stages
	@.build/release/pando bench $(ARGS)
	@scripts/bench-needle

soak: setup  ## Simulate whole networks with faults, SEEDS=10000 of them
	@swift build --configuration release --product pando
	@.build/release/pando simulate $(or $(SEED),1) --seeds $(or $(SEEDS),10000)

check:  ## Check the form of the sources
	@scripts/setup check
	@scripts/check

format:  ## Bring the sources into form
	@swift format --in-place --parallel --recursive Package.swift Sources Tests Fuzz/Package.swift Fuzz/Sources

setup:  ## Install what building needs and this machine lacks
	@scripts/setup build

proto:  ## Generate Sources/PandoAPI/Generated from proto/
	@scripts/setup build proto
	@scripts/proto

fuzz:  ## Feed the decoders with made-up input, SECONDS=60 each
	@scripts/setup build
	@scripts/fuzz $(SECONDS)

debug:  ## Test the contract language in a build without optimization
	@scripts/setup build
	@scripts/debug-contracts

model:  ## Check the model of agreement with spin; DEEP=1 goes one view further
	@scripts/setup model
	@scripts/model $(if $(DEEP),--deep)

mutants:  ## Plant bugs in a copy, one at a time, and see that the simulator finds them
	@scripts/setup build check
	@scripts/mutants
