# make                  build wf
# make test race lint   check it
# make fuzz FUZZTIME=5m
# make soak SOAKTIME=8h
# make peers            compare it with other programs (bench/peers.sh says how)
# make pgo              write the profile that the compiler optimizes wf by
# make ci               everything that the continuous integration checks

FUZZTIME ?= 30s
SOAKTIME ?= 1h

.PHONY: build test race fuzz soak bench peers pgo lint ci

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

# Random questions about random logs, asked in many ways that must all have the
# same answer, for as long as one likes. A round that differs is run again by
# its seed.
soak:
	go test -v -run '^TestSoak$$' -count 1 -timeout 0 ./internal/soak -soaktime $(SOAKTIME) $(if $(SEED),-soakseed $(SEED))

bench:
	go test -run '^$$' -bench . -benchmem ./...

peers:
	bench/peers.sh

# The compiler inlines what the commands of the benchmark spend their time in:
# https://go.dev/doc/pgo. go build takes the file from where it is.
pgo:
	go test -run '^$$' -bench Commands -cpuprofile default.pgo -o /dev/null ./internal/cli

ci:
	.ci/run
