# Comparing and timing. Part of bench/peers.sh.
# shellcheck shell=bash disable=SC2034,SC2154

# is_wanted says whether a row was asked for, by its name or by its set's.
is_wanted() {
	local wanted
	for wanted in "${wanted_rows[@]}"; do
		if [[ $1 == "$wanted" || $1 == "$wanted".* ]]; then return; fi
	done
	return 1
}

# row NAME=VALUE... measures a line of the table. Commands are text for the
# shell.
#
#	id, what, other    the name of the row, and those of the two in the table
#	needs              programs without which it cannot be measured
#	log                the log, which is made and put into the page cache
#	wf, peer           what is timed; without peer wf alone is
#	ours, theirs       what prints the answers: lines of a count and a key, in
#	                   any order
#	must, boast        the targets: ratios, or milliseconds of wf alone
#	before             what is done before each run
row() {
	local id="" what="" other="" needs="" log="" wf="" peer="" ours="" theirs="" must="" boast="" before=""
	local "$@"
	is_wanted "$id" || return 0
	if ((lines != target_lines)); then must="" boast=""; fi
	if ! can_run "$id" "$what" "$other" "$needs"; then return 0; fi
	make_log "$log"
	warm "$log"
	commands_of "$id" ours "$ours" theirs "$theirs" wf "$wf" other "$peer"
	if ! same_answers "$ours" "$theirs"; then
		without "$id" "$what" "$other" "**answers differ**"
		failed=1
		return
	fi
	if ! time_in_turn "$id" "$wf" "$peer" "$before"; then
		without "$id" "$what" "$other" "**failed**"
		failed=1
		return
	fi
	summarize "$id" "$what" "$other" "$must" "$boast"
}

# can_run says whether the programs of a row are there, in its row if not.
can_run() {
	local absent
	# shellcheck disable=SC2086 # several names
	absent=$(missing $4 | paste -s -d, -)
	if [[ -n $absent ]]; then
		without "$1" "$2" "$3" "not installed: $absent"
		return 1
	fi
}

# same_answers says whether two commands print the same rows, and shows the
# first that differ if they do not.
same_answers() {
	if [[ -z $1 ]]; then return; fi
	answer "$1" >"$work/ours"
	answer "$2" >"$work/theirs"
	if [[ ! -s $work/ours ]] || ! cmp -s "$work/ours" "$work/theirs"; then
		{
			echo "answers differ: rows of wf alone, and further right those of the other alone"
			comm -3 "$work/ours" "$work/theirs" | head -n 10
			cat "$work/errors"
		} >&2
		return 1
	fi
}

# answer prints the rows of a command in the order of their bytes. uniq has
# spaces before the count and one behind it, wf a tab.
answer() {
	{ eval "$1" 2>>"$work/errors" || true; } | sed -E 's/^ *([0-9]+)[ \t]/\1\t/' | sort
}

# time_in_turn runs two commands alternately and keeps how long each run took.
time_in_turn() {
	local id=$1 before=$4 run runs=$pairs
	if [[ -z $3 ]]; then runs=$((5 * pairs)); fi
	for ((run = 1; run <= runs; run++)); do
		run_timed "$id" "$run" wf "$2" || return
		if [[ -n $3 ]]; then run_timed "$id" "$run" other "$3" || return; fi
	done >"$work/raw"
	replace "$id"$'\t' raw.tsv <"$work/raw"
}

# run_timed ID RUN OF COMMAND runs a command and prints a line of raw.tsv. Bash
# itself measures: one more process would count among the milliseconds.
run_timed() {
	local start end status=0 cpu TIMEFORMAT=$'%3U\t%3S'
	eval "$before"
	start=${EPOCHREALTIME/./}
	{ time eval "$4" >/dev/null 2>"$work/errors"; } 2>"$work/cpu" || status=$?
	end=${EPOCHREALTIME/./}
	if [[ $status != 0 ]]; then
		echo "exit code $status: $4" >&2
		cat "$work/errors" >&2
		return 1
	fi
	cpu=$(<"$work/cpu")
	printf '%s\t%d\t%s\t%d.%06d\t%s\n' "$1" "$2" "$3" $(((end - start) / 1000000)) $(((end - start) % 1000000)) "$cpu"
}

# summarize writes the row of the table from the runs.
summarize() {
	local ours theirs ratio must boast note
	IFS='|' read -r ours theirs ratio must boast note < <(awk -f "$peers/summary.awk" -v must="$4" -v boast="$5" "$work/raw")
	table_row "$1" "$2" "$3" "$ours" "$theirs" "$ratio" "$must" "$boast" "$note"
}

# peak_anonymous COMMAND prints the most anonymous memory, in kB, that was seen
# while a command ran: RssAnon, which mapped files are no part of. The status is
# taken in one piece, because the system writes it anew for each read.
peak_anonymous() {
	local pid status peak=0
	eval "exec $1" >/dev/null 2>"$work/errors" &
	pid=$!
	while mapfile -t status 2>/dev/null <"/proc/$pid/status" && [[ ${status[2]:-Z} != *Z* ]]; do
		if [[ ${status[*]} =~ RssAnon:[[:space:]]*([0-9]+) ]] && ((BASH_REMATCH[1] > peak)); then
			peak=${BASH_REMATCH[1]}
		fi
	done
	wait "$pid" || return
	echo "$peak"
}

# memory_row is row for the most memory that wf takes; must is in MiB.
memory_row() {
	local id="" what="" log="" wf="" must="" run peak most=0 least=0 note=met
	local "$@"
	is_wanted "$id" || return 0
	if [[ ! -e /proc/self/status ]]; then
		without "$id" "$what" "memory" "needs /proc"
		return
	fi
	make_log "$log"
	warm "$log"
	commands_of "$id" wf "$wf"
	for ((run = 1; run <= pairs; run++)); do
		if ! peak=$(peak_anonymous "$wf"); then
			without "$id" "$what" "memory" "**failed**"
			failed=1
			return
		fi
		printf '%s\t%d\twf\t%d kB\t\t\n' "$id" "$run" "$peak"
		if ((peak > most)); then most=$peak; fi
		if ((least == 0 || peak < least)); then least=$peak; fi
	done >"$work/raw"
	replace "$id"$'\t' raw.tsv <"$work/raw"
	if ((most > must * 1024)); then note=missed; fi
	must+=" MiB"
	if ((lines != target_lines)); then must="" note=""; fi
	table_row "$id" "$what" "RssAnon at its peak" "$((least / 1024)) to $((most / 1024)) MiB" "" "" "$must" "" "$note"
}
