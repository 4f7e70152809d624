# The rows of the table. Part of bench/peers.sh.
# shellcheck shell=bash disable=SC2034,SC2154
#
# The targets are those of two workers on two cores.
# shellcheck disable=SC2016 # the dollars are for awk, ripgrep and eval

usual_rows=(P1 P2 P3 P4 P5 P6 P7 P8 P9 P10 J1)

# The targets hold for logs of so many lines; with others they are left out.
readonly target_lines=5000000

# What every line of the combined format is.
readonly combined='^(?P<client>\S+) (?P<ident>\S+) (?P<user>\S+) \[(?P<time>[^\]]+)\] "(?P<method>\S+) (?P<uri>\S+) (?P<proto>[^"]+)" (?P<status>\d{3}) (?P<bytes>\d+|-) "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)"$'

# The pattern of the Wide Finder.
readonly article='GET /ongoing/When/\d\d\dx/(\d\d\d\d/\d\d/\d\d/[^ .]+) '

# total adds up the counts of rows.
total() { awk '{ n += $1 } END { printf "%d\tlines\n", n }'; }

# The limit, which only counts line ends, and the one-liner.
row_P1() {
	local log=combined-$lines.log awk
	row id=P1.1 what="wf top uri" other="wc -l" needs="wc" log="$log" must=2.5 boast=1.7 \
		wf="wf top uri $log" peer="wc -l $log" \
		ours="wf top uri -n 0 -q $log | total" theirs="wc -l <$log | total"
	for awk in 2:mawk 3:gawk 4:goawk; do
		row_awk "${awk%:*}" "${awk#*:}" "$log"
	done
}

# row_awk NUMBER AWK LOG compares with one of the awks; mawk's are the targets.
row_awk() {
	local must="" boast="" count="$2 '{c[\$7]++} END{for(k in c)print c[k],k}' $3"
	if [[ $2 == mawk ]]; then
		must=1/8 boast=1/12
	fi
	row id="P1.$1" what="wf top uri" other="$2, sort, head" needs="$2" log="$3" must="$must" boast="$boast" \
		wf="wf top uri $3" peer="$count | sort -rn | head" \
		ours="wf top uri -n 0 -q $3" theirs="$count"
}

# The Wide Finder.
row_P2() {
	local log=combined-$lines.log
	local find="wf find '$article'" rg="rg --no-unicode -oN -r '\$1' '$article' $log | sort | uniq -c"
	row id=P2.1 what="wf find" other="Python wf-6, $workers processes" needs="python3" log="$log" must=1/4 boast=1/6 \
		wf="$find $log" peer='python3 $peers/wf6.py'" $log $workers" \
		ours="$find -n 0 -q $log" theirs='python3 $peers/wf6.py'" $log $workers all"
	row id=P2.2 what="wf find" other="Python wf-2" needs="python3" log="$log" \
		wf="$find $log" peer='python3 $peers/wf2.py'" $log" \
		ours="$find -n 0 -q $log" theirs='python3 $peers/wf2.py'" $log all"
	row id=P2.3 what="wf find" other="ripgrep, sort, uniq, sort, head" needs="rg" log="$log" \
		wf="$find $log" peer="$rg | sort -rn | head" \
		ours="$find -n 0 -q $log" theirs="$rg"
}

# The report. GoAccess leaves visitors who only got 4xx out unless told not to.
row_P3() {
	local log=combined-$((lines / 5)).log
	row id=P3.1 what="wf, the report" other="goaccess" needs="goaccess jq" log="$log" must=1/40 boast=1/60 before=touch_memory \
		wf="wf $log" peer="$(goaccess_command "$log")" \
		ours="wf_answer $log" theirs="goaccess_answer $log"
	rm -f goaccess.json
}

goaccess_command() { echo "goaccess $1 --log-format=COMBINED -o goaccess.json --no-progress --4xx-to-unique-count"; }

# goaccess_answer prints what of GoAccess's report wf's has too: totals, each
# status, and clients. Of clients it has the first 366; where that list is cut,
# those of the last count may be any, so they are left out.
goaccess_answer() {
	eval "$(goaccess_command "$1")" >&2
	jq -r '.general | "\(.total_requests) requests", "\(.failed_requests) rejected", "\(.bandwidth) bytes", "\(.unique_visitors) visitors"' goaccess.json
	jq -r '.status_codes.data[].items[] | "\(.hits.count) \(.data | split(" ")[0])"' goaccess.json
	jq -r '.hosts.data[] | "\(.hits.count) \(.data)"' goaccess.json | without_least
}

wf_answer() {
	wf -q --json "$1" | jq -r '(.meta.lines | "\(.total) requests", "\([.rejected[]] | add) rejected"),
		(.tables[] | select(.name == "totals").rows[0] | "\(.sum_bytes) bytes", "\(.visitors) visitors")'
	wf top status -n 0 -q "$1"
	wf top client -n 366 -q "$1" | without_least
}

# without_least prints rows but those of the least count.
without_least() { sort -rn | awk 'NR > 1 && $1 != last { printf "%s", held; held = "" } { held = held $0 "\n"; last = $1 }'; }

# A regular expression as format, as scans and by package regexp.
row_P4() {
	local log=combined-$lines.log
	row id=P4.1 what="wf top uri -f REGEXP" other="Go's package regexp, $workers workers" needs="goregexp" log="$log" must=1/10 boast=1/20 \
		wf="wf top uri -f '$combined' $log" peer="goregexp '$combined' uri $log $workers" \
		ours="wf top uri -f '$combined' -n 0 -q $log" theirs="goregexp '$combined' uri $log $workers all"
}

# Two workers, one, and none.
row_P5() {
	local log=combined-$lines.log
	row id=P5.1 what="wf top path -j 2" other="wf top path -j 1" log="$log" must=0.58 boast=0.54 \
		wf="wf top path -j 2 $log" peer="wf top path -j 1 $log" \
		ours="wf top path -j 2 -n 0 -q $log" theirs="wf top path -j 1 -n 0 -q $log"
	row id=P5.2 what="wf top path -j 1" other="wf top path --sequential" log="$log" must=1.03 \
		wf="wf top path -j 1 $log" peer="wf top path --sequential $log" \
		ours="wf top path -j 1 -n 0 -q $log" theirs="wf top path --sequential -n 0 -q $log"
}

# Compressed logs: as fast as they can be decompressed, counting included.
row_P6() {
	local log=combined-$lines.log
	row id=P6.1 what="wf top path, gzip" other="gzip -dc" needs="gzip" log="$log.gz" must=0.6 boast=0.57 \
		wf="wf top path $log.gz" peer="gzip -dc $log.gz" \
		ours="wf top path -n 0 -q $log.gz" theirs="gzip -dc $log.gz | wf top path -n 0 -q"
	row id=P6.2 what="wf top path, zstd" other="zstd -dc" needs="zstd" log="$log.zst" must=1.2 boast=1.05 \
		wf="wf top path $log.zst" peer="zstd -dc $log.zst" \
		ours="wf top path -n 0 -q $log.zst" theirs="zstd -dc $log.zst | wf top path -n 0 -q"
	row id=P6.3 what="wf top path, gzip" other="zcat, wc -l" needs="zcat gzip wc" log="$log.gz" \
		wf="wf top path $log.gz" peer="zcat $log.gz | wc -l" \
		ours="wf top path -n 0 -q $log.gz | total" theirs="zcat $log.gz | wc -l | total"
}

row_P7() {
	local log=combined-$lines.log
	memory_row id=P7.1 what="wf top uri" log="$log" wf="wf top uri $log" must=40
	log=combined-$((lines / 5)).log
	memory_row id=P7.2 what="wf, the report" log="$log" wf="wf $log" must=96
}

# Nearly as many keys as lines.
row_P8() {
	local log=distinct-$lines.log
	local uniq="cut -d' ' -f7 $log | LC_ALL=C sort --parallel=$workers -S1G | uniq -c"
	row id=P8.1 what="wf top uri, distinct" other="DuckDB, $workers threads" needs="duckdb" log="$log" must=0.5 boast=0.3 before=touch_memory \
		wf="wf top uri $log" peer='node $peers/duckdb.mjs'" $log $workers" \
		ours="wf top uri -n 0 -q $log" theirs='node $peers/duckdb.mjs'" $log $workers all"
	row id=P8.2 what="wf top uri, distinct" other="cut, sort, uniq, sort" needs="cut sort uniq" log="$log" must=1/3 boast=1/6 before=touch_memory \
		wf="wf top uri $log" peer="$uniq | sort -rn" \
		ours="wf top uri -n 0 -q $log" theirs="$uniq"
	if ! is_wanted P8.3; then return; fi
	if ! wf top --help | grep -q -e --max-memory; then
		without P8.3 "wf top uri --max-memory 256M, distinct" "itself without it" "not yet"
		return
	fi
	row id=P8.3 what="wf top uri --max-memory 256M, distinct" other="itself without it" log="$log" must=1.2 boast=1.0 before=touch_memory \
		wf="wf top uri --max-memory 256M $log" peer="wf top uri $log" \
		ours="wf top uri --max-memory 256M -n 0 -q $log" theirs="wf top uri -n 0 -q $log"
}

# Nothing to do.
row_P9() {
	local log=combined-10.log
	row id=P9.1 what="wf --version" log="$log" must=10 wf="wf --version"
	row id=P9.2 what="wf top uri of 10 lines" log="$log" must=15 wf="wf top uri $log" \
		ours="wf top uri -n 0 -q $log" theirs="cut -d' ' -f7 $log | sort | uniq -c"
}

# From the disk.
row_P10() {
	local log=combined-$lines.log
	if [[ ! -w /proc/sys/vm/drop_caches ]]; then
		without P10.1 "wf top uri, cold" "wc -l, cold" "needs root"
		return
	fi
	row id=P10.1 what="wf top uri, cold" other="wc -l, cold" needs="wc" log="$log" must=1.3 boast=1.05 before=drop_caches \
		wf="wf top uri $log" peer="wc -l $log" \
		ours="wf top uri -n 0 -q $log | total" theirs="wc -l <$log | total"
}

# JSON.
row_J1() {
	local log=json-$((lines / 5)).log
	local jq="jq -r .status $log | sort | uniq -c"
	row id=J1.1 what="wf top status, JSON" other="jq, sort, uniq, sort" needs="jq" log="$log" \
		wf="wf top status $log" peer="$jq | sort -rn" \
		ours="wf top status -n 0 -q $log" theirs="$jq"
}
