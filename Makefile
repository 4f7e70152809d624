# make                  build wf
# make test race lint   check it
# make fuzz FUZZTIME=5m
# make peers            compare it with other programs (bench/peers.sh says how)
# make ci               everything that the continuous integration checks

FUZZTIME ?= 30s

.PHONY: build test race fuzz bench peers lint ci

build:
	go build -o wf .

test:
	.ci/run test

race:
	.ci/run race

lint:
	.ci/run vet staticcheck format

# Every fuzz target of every package, one after another; vet first, because a
# package that does not compile lists no targets. Inputs are hardly minimized:
# some targets would do nothing else.
fuzz:
	go vet ./...
	@set -e; for package in $$(go list ./...); do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz'); do \
			echo "== $$package $$target"; \
			go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$package; \
		done; \
	done

bench:
	go test -run '^$$' -bench . -benchmem ./...

peers:
	bench/peers.sh

ci:
	.ci/run
