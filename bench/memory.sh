#!/usr/bin/env bash
# Counts more than fits into memory, in a control group that kills what takes
# too much, and checks every count.
#
#	bench/memory.sh [-w WF] [-d FOLDER] [-k KEYS] [-m SIZE] [-g MIB] [-b MIB] [ROW...]
#
#	-w WF      the program; default: one built for it
#	-d FOLDER  where the logs are made, and what is spilled; both are removed.
#	           For 50000000 keys some 20 GB; default: $TMPDIR or /var/tmp
#	-k KEYS    how many different keys, a multiple of 1000; default 50000000
#	-m SIZE    of --max-memory; default 256M
#	-g MIB     what the group of M1 and M2 may take; default 512
#	-b MIB     length of the long line and of the hole; default 4096
#	ROW        M1 the ten largest of the keys, M2 all of them with their counts,
#	           M3 a log with an endless line, M4 one with a hole of NULs; both
#	           in a group of 200 MiB. Default: all
#
# Needs root, and Linux with control groups for memory of either version. A row
# is what the whole group took at its peak, of which files in the page cache are
# a part that the kernel takes back; the most anonymous memory and the largest
# resident set of the process, mapped files included, as seen 20 times a second;
# and the time. Logs are read from the disk, for what is in the page cache
# already does not count in the group. Exit code 1: killed, or a wrong answer;
# 2: a mistake; 3: no control groups.
set -eu
export LC_ALL=C

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root

die() {
	echo "memory.sh: $2" >&2
	exit "$1"
}

main() {
	local option row wanted folder=${TMPDIR:-/var/tmp}
	wf="" keys=50000000 budget=256M group_mib=512 bulk_mib=4096 failed=0
	while getopts w:d:k:m:g:b: option; do
		case $option in
		w) wf=$(cd "$(dirname "$OPTARG")" && pwd)/$(basename "$OPTARG") ;;
		d) folder=$OPTARG ;;
		k) keys=$OPTARG ;;
		m) budget=$OPTARG ;;
		g) group_mib=$OPTARG ;;
		b) bulk_mib=$OPTARG ;;
		*) die 2 "usage: bench/memory.sh [-w WF] [-d FOLDER] [-k KEYS] [-m SIZE] [-g MIB] [-b MIB] [ROW...]" ;;
		esac
	done
	shift $((OPTIND - 1))
	[[ $keys =~ ^[1-9][0-9]*000$ ]] || die 2 "-k wants a multiple of 1000"
	[[ $group_mib =~ ^[1-9][0-9]*$ && $bulk_mib =~ ^[1-9][0-9]*$ ]] || die 2 "-g and -b want a number of MiB"
	if [[ $# == 0 ]]; then set -- M1 M2 M3 M4; fi
	for wanted; do declare -F "row_$wanted" >/dev/null || die 2 "no row $wanted; there are M1 M2 M3 M4"; done

	work=$(mktemp -d "$folder/wf-memory-XXXXXX")
	group=""
	trap clean_up EXIT
	find_groups
	if [[ -z $wf ]]; then
		wf=$work/wf
		go build -C "$root" -o "$wf" . || die 2 "cannot build wf; -w names one"
	fi
	cd "$work"
	echo "| row | what | group | its peak | anonymous | resident | seconds | |"
	echo "|---|---|---|---|---|---|---|---|"
	for row; do "row_$row"; done
	return "$failed"
}

clean_up() {
	if [[ -n $group ]]; then rmdir "$group" || true; fi # something went wrong in it
	rm -rf "$work"
}

# find_groups finds where groups are made and how their files are called, and
# tries whether one can be.
find_groups() {
	if groups=$(mount_of cgroup ,memory,); then
		limit=memory.limit_in_bytes peak=memory.max_usage_in_bytes swap=memory.swappiness kills=memory.oom_control
	elif groups=$(mount_of cgroup2 ,); then
		limit=memory.max peak=memory.peak swap=memory.swap.max kills=memory.events
		echo +memory >"$groups/cgroup.subtree_control" 2>/dev/null || true # it may be on already
	else
		die 3 "no control groups are mounted"
	fi
	enter_group 64
	leave_group
}

# enter_group MIB makes the group of a row, which may take so much. Each row has
# its own, because the peak of a group cannot be reset everywhere.
enter_group() {
	group=$groups/wf-memory-$$
	mkdir "$group" 2>/dev/null || { group="" && die 3 "cannot make a control group in $groups"; }
	[[ -w $group/$limit ]] || die 3 "control groups do not bound memory here"
	echo $(($1 << 20)) >"$group/$limit"
	echo 0 >"$group/$swap" 2>/dev/null || true # where there is no swap there may be no such file
}

leave_group() {
	rmdir "$group"
	group=""
}

# mount_of TYPE OPTION prints where control groups are mounted.
mount_of() {
	awk -v type="$1" -v option="$2" '$3 == type && index("," $4 ",", option) { print $2; found = 1; exit } END { exit !found }' /proc/mounts
}

# row_M1 and row_M2 share their log; whichever is first makes it.
row_M1() {
	make_keys
	measure "$group_mib" keys.log "$wf" top uri --max-memory "$budget" --stats keys.log
	check M1 "wf top uri, $keys keys, --max-memory $budget" "$group_mib" ten_largest
}

row_M2() {
	make_keys
	measure "$group_mib" keys.log "$wf" top uri -n 0 --max-memory "$budget" --stats keys.log
	check M2 "the same with -n 0" "$group_mib" all_keys
}

row_M3() {
	{
		a_line /before
		head -c "${bulk_mib}M" /dev/zero | tr '\0' x
		printf '\n'
		a_line /after
	} >long.log
	measure 200 long.log "$wf" top uri --max-rejects 1 long.log
	check M3 "wf top uri, a line of $bulk_mib MiB" 200 both_lines
	rm long.log
}

row_M4() {
	a_line /before >hole.log
	truncate -s "${bulk_mib}M" hole.log
	a_line /after >>hole.log
	measure 200 hole.log "$wf" top uri hole.log
	check M4 "wf top uri, a hole of $bulk_mib MiB" 200 both_lines
	rm hole.log
}

a_line() { printf '192.0.2.1 - - [01/Mar/2026:00:00:00 +0000] "GET %s HTTP/1.1" 200 1\n' "$1"; }

# make_keys writes a log with keys of 80 bytes, far from in order: the factor has
# no divisor in common with powers of ten. Each key stands in a line of its own,
# a tenth of them in another one, and a hundredth of those in nine more.
make_keys() {
	if [[ -e keys.log ]]; then return; fi
	echo "making a log of $keys keys" >&2
	awk -v keys="$keys" '
		function line(key) {
			printf "192.0.2.%d - - [01/Mar/2026:00:00:00 +0000] \"GET /catalogue/%012d/a-page-about-this-thing-and-others-like-it.html?from=all HTTP/1.1\" 200 1\n", key % 250, key
		}
		BEGIN {
			for (i = 0; i < keys; i++) {
				line(i * 61803399 % keys)
				more = i % 1000 == 0 ? 9 : i % 10 == 0
				while (more-- > 0) line(i)
			}
		}' >keys.log
}

# expected says how often make_keys wrote a key.
readonly expected='function expected(key) { return key % 1000 == 0 ? 10 : key % 10 == 0 ? 2 : 1 }'

# ten_largest and all_keys read an answer and fail unless it is the right one:
# by count, and of one count by key, so that none can stand there twice.
# shellcheck disable=SC2016 # the dollars are for awk
ten_largest() {
	awk -F '[\t/]' '$1 != 10 || $4 + 0 != 1000 * (NR - 1) { exit wrong = 1 } END { exit wrong || NR != 10 }'
}

# shellcheck disable=SC2016
all_keys() {
	awk -F '[\t/]' -v keys="$keys" "$expected"'
		$1 > count && NR > 1 || $1 == count && $4 <= key || $1 != expected($4) || $4 >= keys { exit wrong = 1 }
		{ count = $1; key = $4 }
		END { exit wrong || NR != keys }'
}

both_lines() { [[ $(</dev/stdin) == $'1\t/after\n1\t/before' ]]; }

# measure MIB LOG COMMAND... runs a command in a group, its answer to the file
# answer, and keeps in took what it took and in failure what went wrong.
measure() {
	local mib=$1 log=$2 pid status start code=0 anonymous=0 resident=0
	shift 2
	sync "$log"
	dd if="$log" iflag=nocache count=0 2>/dev/null
	enter_group "$mib"
	start=$EPOCHREALTIME
	(
		echo "$BASHPID" >"$group/cgroup.procs"
		TMPDIR=$work exec "$@" >answer 2>errors
	) &
	pid=$!
	while status=$(cat "/proc/$pid/status" 2>/dev/null) && [[ ! $status =~ State:[[:space:]]*Z ]]; do
		if [[ $status =~ VmHWM:[[:space:]]*([0-9]+) ]]; then resident=${BASH_REMATCH[1]}; fi
		if [[ $status =~ RssAnon:[[:space:]]*([0-9]+) ]] && ((BASH_REMATCH[1] > anonymous)); then anonymous=${BASH_REMATCH[1]}; fi
		sleep 0.05
	done
	wait "$pid" || code=$?
	took="$(($(<"$group/$peak") >> 20)) MiB | $((anonymous >> 10)) MiB | $((resident >> 10)) MiB | $(seconds_since "$start")"
	failure=""
	if [[ $code != 0 ]]; then failure="exit code $code"; fi
	if grep -q '^oom_kill [1-9]' "$group/$kills"; then failure=killed; fi
	leave_group
}

seconds_since() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f", to - from }'; }

# check ROW WHAT MIB RIGHT prints the row of what was measured last. RIGHT is
# the function that knows the answer.
check() {
	local verdict=exact
	if [[ -z $failure ]] && ! "$4" <answer; then failure="wrong answer"; fi
	if [[ -n $failure ]]; then
		verdict="**$failure**"
		failed=1
		cat errors >&2
	fi
	verdict+=$(sed -n 's/^wf: \(spilled .*\) to .*, counting in .*/, \1/p' errors)
	echo "| $1 | $2 | $3 MiB | $took | $verdict |"
	rm answer
}

main "$@"
