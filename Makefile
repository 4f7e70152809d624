# make                  build wf
# make test race lint   check it
# make fuzz             every fuzz target for 30 s, or FUZZTIME=5m; FUZZ=json only what matches
# make corpus           choose the inputs that fuzzing has found and tests keep; FUZZ= as above
# make differential     compare with awk and other tools on a million lines, and every split of a log
# make soak             random questions of random logs for an hour, or SOAKTIME=8h; SEED=7 repeats a round
# make peers            compare it with other programs (bench/peers.sh says how)
# make pgo              write the profile that the compiler optimizes wf by
# make man              write the manual page, docs/man/wf.1
# make licences         write the licences of what wf and wf-beam are linked from, THIRD_PARTY_LICENSES
# make pictures         the pictures of the README, which need Chromium
# make ci               everything that the continuous integration checks

FUZZTIME ?= 30s
FUZZ ?=
SOAKTIME ?= 1h

.PHONY: build test race fuzz corpus differential soak bench peers pgo man licences pictures lint ci

build:
	go build -o wf .

test:
	.ci/run test

race:
	.ci/run race

lint:
	.ci/run vet staticcheck format vulnerabilities

fuzz:
	.ci/fuzz '$(FUZZTIME)' '$(FUZZ)'

corpus:
	.ci/corpus '$(FUZZ)'

# What the tests do with a few lines, or a few offsets, where time is short.
differential:
	DIFFERENTIAL=1000000 CI=true go test -count 1 -timeout 60m \
		-run 'TestEveryFormatCountsAsAwk|TestCompressedEqualsPlain|TestEverySplit|TestSplitsOfEveryFormat|TestAnyOrderOfFiles' ./internal/cli

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

man:
	go test -run '^TestManual$$' -count 1 ./internal/cli -update

licences:
	go test -run '^TestLicences$$' -count 1 . -update
	cd beam && go test -run '^TestLicences$$' -count 1 . -licences

pictures:
	.ci/pictures

ci:
	.ci/run
