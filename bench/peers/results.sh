# Where results are kept. Part of bench/peers.sh.
# shellcheck shell=bash disable=SC2034,SC2154

# open_results makes the folder of the results, or goes on in one that is of
# the same programs.
open_results() {
	if [[ -z $results ]]; then
		results=$root/bench/results/$(date -u +%F)-$(cpu | slug)-$workers-cores
	fi
	mkdir -p "$results"
	results=$(cd "$results" && pwd)
	versions >"$work/versions.txt"
	if [[ -e $results/versions.txt ]] && ! cmp -s "$work/versions.txt" "$results/versions.txt"; then
		diff "$results/versions.txt" "$work/versions.txt" >&2 || true
		die "$results has results of other programs; choose another folder with -o"
	fi
	cp "$work/versions.txt" "$results"
	machine >"$results/machine.txt"
	begin commands.txt "$(commands_head)"
	begin raw.tsv $'row\trun\tof\tseconds\tuser\tsystem'
	begin table.md "$(table_head)"
}

# begin makes a file of the results of its first lines unless it is there.
begin() {
	if [[ ! -e $results/$1 ]]; then printf '%s\n' "$2" >"$results/$1"; fi
}

# replace PREFIX FILE puts standard input in the place of those lines of a file
# that have a prefix. The lines of all rows stay in order behind the head.
replace() {
	local file=$results/$2 head
	case $2 in
	commands.txt) head=$(commands_head) ;;
	table.md) head=$(table_head) ;;
	growth.md) head=$(growth_head) ;;
	*) head=$(head -n 1 "$file") ;;
	esac
	{
		printf '%s\n' "$head"
		{
			awk -v head="$(wc -l <<<"$head")" -v prefix="$1" 'NR > head && index($0, prefix) != 1' "$file"
			cat
		} | sort -V
	} >"$work/replaced"
	cp "$work/replaced" "$file"
}

commands_head() {
	cat <<-END
		# bench/peers.sh runs these in the folder of the logs, with LC_ALL=C. The
		# answers of "ours" and "theirs" are compared, "wf" and "other" are timed.
		# peers is the folder bench/peers; total and what ends in _answer are functions
		# in its rows.sh, goregexp is its folder regexp.
	END
}

table_head() {
	cat <<-END
		Times are those of the whole process: the median of the runs, and from the
		least to the greatest; the two were run in turn, all with as many workers as
		there are cores. The ratio is wf's time divided by the other's: the median of
		the pairs. Answers were the same. The log is in the page cache unless the row
		says cold.

		| row | wf | compared with | time of wf | time of the other | ratio | must reach | worth boasting | |
		|---|---|---|---|---|---|---|---|---|
	END
}

# table_row ID WF OTHER TIME TIME RATIO MUST BOAST NOTE writes a line of the
# table, and shows it.
table_row() {
	local line
	line=$(printf '| %s ' "$@")'|'
	echo "$line"
	replace "| $1 |" table.md <<<"$line"
}

# without ID WF OTHER WHY is the line of a row that could not be measured.
without() {
	table_row "$1" "$2" "$3" "" "" "" "" "" "$4"
	replace "$1"$'\t' raw.tsv </dev/null
}

# commands_of ID NAME COMMAND... notes what was run for a row.
commands_of() {
	local id=$1
	shift
	while [[ $# -gt 0 ]]; do
		if [[ -n $2 ]]; then printf '%s %s: %s\n' "$id" "$1" "$2"; fi
		shift 2
	done | replace "$id " commands.txt
}
