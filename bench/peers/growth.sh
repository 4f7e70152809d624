# How time and memory grow. Part of bench/peers.sh, only when asked for.
# shellcheck shell=bash disable=SC2034,SC2154

growth_head() {
	cat <<-END
		wf top uri, all workers, the log in the page cache; the time is the median of
		the runs, and from the least to the greatest, of the whole process.

		| row | keys | lines | GB | time | ns a line | GB/s | RssAnon at its peak |
		|---|---|---|---|---|---|---|---|
	END
}

# The same keys in logs of 0.1, 1.3, 3.9 and 15.5 GB; the largest are the log
# of P1, given several times.
row_G1() {
	local log=combined-$lines.log
	grow G1.1 "combined-$((lines / 13)).log" 1
	grow G1.2 "$log" 1
	grow G1.3 "$log" 3
	grow G1.4 "$log" 12
}

# 1,000 to 50,000,000 different keys, each as often as any other, in short
# lines: as many as P1 has, or as there are keys if those are more. The largest
# log has 4 GB and is removed again.
row_G2() {
	local keys number=0 log
	for keys in 1000 10000 100000 1000000 10000000 50000000; do
		number=$((number + 1))
		if ! is_wanted "G2.$number" || ((keys > 10 * lines)); then continue; fi
		log=keys-$keys.log
		if ! many_keys "$keys" "$((keys > lines ? keys : lines))" >"$log.part"; then
			rm -f "$log.part"
			echo "G2.$number: cannot write $log" >&2
			failed=1
			return
		fi
		mv "$log.part" "$log"
		grow "G2.$number" "$log" 1
		rm -f "$log"
	done
}

# many_keys KEYS LINES writes lines of some 80 bytes. The factor has no divisor
# in common with the powers of ten, so that all keys come, far from in order.
many_keys() {
	awk -v keys="$1" -v lines="$2" 'BEGIN {
		for (i = 0; i < lines; i++)
			printf "192.0.2.%d - - [01/Mar/2026:00:00:00 +0000] \"GET /%d HTTP/1.1\" 200 1\n", i % 250, i * 61803399 % keys
	}'
}

# grow ID LOG TIMES measures the question about a log that is given so often.
grow() {
	local id=$1 log=$2 files="" command run rows lines_read size peak
	is_wanted "$id" || return 0
	make_log "$log"
	warm "$log"
	for ((run = 0; run < $3; run++)); do files+=" $log"; done
	command="wf top uri -q$files"
	commands_of "$id" wf "$command"
	rows=$(wf top uri -n 0 -q "$log" | awk '{ n += $1 } END { print NR, n }')
	lines_read=$(($3 * ${rows#* }))
	size=$(($3 * $(wc -c <"$log")))
	if [[ ${rows#* } != "$(wc -l <"$log")" ]] || ! time_in_turn "$id" "$command" "" "" || ! peak=$(peak_anonymous "$command"); then
		echo "$id failed" >&2
		failed=1
		return
	fi
	begin growth.md "$(growth_head)"
	awk -f "$peers/growth.awk" -v id="$id" -v keys="${rows% *}" -v lines="$lines_read" -v bytes="$size" -v peak="$peak" "$work/raw" |
		tee "$work/grown"
	replace "| $id |" growth.md <"$work/grown"
}
