# A row of growth.md from its runs as they are in raw.tsv; id, keys, lines and
# bytes say what was read, peak is memory in kB.

BEGIN { FS = "\t" }

{
	for (i = NR; i > 1 && times[i - 1] > $4 + 0; i--)
		times[i] = times[i - 1]
	times[i] = $4 + 0
}

END {
	median = NR % 2 ? times[(NR + 1) / 2] : (times[NR / 2] + times[NR / 2 + 1]) / 2
	printf "| %s | %d | %d | %.2f | %.3f s (%.3f to %.3f) | %.0f | %.2f | %.0f MiB |\n", id, keys, lines, bytes / 1e9, \
		median, times[1], times[NR], median / lines * 1e9, bytes / 1e9 / median, peak / 1024
}
