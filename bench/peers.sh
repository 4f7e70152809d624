#!/usr/bin/env bash
# Compares wf with other programs that answer the same questions.
#
#	bench/peers.sh [-w WF] [-d FOLDER] [-o FOLDER] [-p PAIRS] [-l LINES] [ROW...]
#
#	-w WF      the program to measure; default: one built for it
#	-d FOLDER  where the logs are, or are made and stay, some 4 GB;
#	           default: wf-bench in $TMPDIR or /tmp
#	-o FOLDER  where the results go; default: bench/results/DATE-CPU
#	-p PAIRS   how often the two are timed, in turn; default 5
#	-l LINES   of the large logs; default 5000000. The targets hold for that
#	ROW        P1 to P10, J1, or one of their lines such as P1.2; default: all
#	           of them. G1 and G2, how time and memory grow, only when asked
#
# It installs nothing. What is not there is said so in its row: wc, mawk, gawk,
# goawk, ripgrep, python3, goaccess with jq, gzip, zstd, and node with
# @duckdb/node-api in a folder of NODE_PATH. Two answers are compared, all rows
# of them, before anything is timed; if they differ the row says so, has no
# times, and the exit code is 1. Times are those of the whole process, by the
# clock on the wall, standard output to /dev/null. The log is in the page
# cache, but for P10. All get as many workers as this process may use cores:
# `taskset -c 0,1 bench/peers.sh` compares on two.
#
# The results are machine.txt, versions.txt, commands.txt, raw.tsv with every
# single run, table.md, and growth.md. Rows that are measured again replace
# what was there, so that a table can be made in pieces.
set -eu # without pipefail: head ends what writes to it
export LC_ALL=C

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
readonly root peers=$root/bench/peers
# shellcheck source=bench/peers/machine.sh
source "$peers/machine.sh"
# shellcheck source=bench/peers/logs.sh
source "$peers/logs.sh"
# shellcheck source=bench/peers/results.sh
source "$peers/results.sh"
# shellcheck source=bench/peers/measure.sh
source "$peers/measure.sh"
# shellcheck source=bench/peers/rows.sh
source "$peers/rows.sh"
# shellcheck source=bench/peers/growth.sh
source "$peers/growth.sh"

die() {
	echo "peers.sh: $*" >&2
	exit 2
}

main() {
	local wf="" logs=${TMPDIR:-/tmp}/wf-bench option rows row
	results="" pairs=5 lines=$target_lines failed=0
	while getopts w:d:o:p:l: option; do
		case $option in
		w) wf=$OPTARG ;;
		d) logs=$OPTARG ;;
		o) results=$OPTARG ;;
		p) pairs=$OPTARG ;;
		l) lines=$OPTARG ;;
		*) die "usage: bench/peers.sh [-w WF] [-d FOLDER] [-o FOLDER] [-p PAIRS] [-l LINES] [ROW...]" ;;
		esac
	done
	shift $((OPTIND - 1))
	[[ -n ${EPOCHREALTIME:-} ]] || die "needs bash 5"
	[[ $pairs =~ ^[1-9][0-9]*$ && $lines =~ ^[1-9][0-9]*$ ]] || die "-p and -l want a number"
	wanted_rows=("$@")
	if [[ $# == 0 ]]; then wanted_rows=("${usual_rows[@]}"); fi
	rows=$(sets) || die "no such row; there are ${usual_rows[*]} G1 G2"

	work=$(mktemp -d)
	readonly work
	trap 'rm -rf "$work"' EXIT
	install_programs "$wf"
	open_results
	mkdir -p "$logs"
	cd "$logs"
	for row in $rows; do "row_$row"; done
	echo "results in $results" >&2
	return "$failed"
}

# sets prints the names of the functions that measure the wanted rows, in their
# order, and fails if something else is wanted.
sets() {
	local set wanted found
	for wanted in "${wanted_rows[@]}"; do
		found=${wanted%%.*}
		declare -F "row_$found" >/dev/null || return 1
	done
	for set in "${usual_rows[@]}" G1 G2; do
		for wanted in "${wanted_rows[@]}"; do
			if [[ ${wanted%%.*} == "$set" ]]; then
				echo "$set"
				break
			fi
		done
	done
}

main "$@"
