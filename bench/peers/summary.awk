# The columns of a row of the table, with bars between, from the runs of the
# row as they are in raw.tsv. The targets are ratios, or milliseconds if
# nothing is compared: must and boast, "" if there are none.

BEGIN { FS = "\t" }

$3 == "wf" { ours[++n] = $4; system_time[n] = $6 }
$3 == "other" { theirs[++m] = $4; ratios[m] = ours[m] / $4 }

END {
	sort(ours, n)
	sort(theirs, m)
	sort(ratios, m)
	sort(system_time, n)
	reached = m ? median(ratios, m) : 1000 * median(ours, n)
	printf "%s|%s|%s|%s|%s|%s\n", times(ours, n), m ? times(theirs, m) : "", m ? spread(ratios, m) : "", \
		target(must), target(boast), verdict() unprepared()
}

# sort orders a[1..k] in place.
function sort(a, k,    i, j, x) {
	for (i = 2; i <= k; i++) {
		x = a[i]
		for (j = i - 1; j > 0 && a[j] + 0 > x + 0; j--)
			a[j + 1] = a[j]
		a[j + 1] = x
	}
}

function median(a, k) { return k % 2 ? a[(k + 1) / 2] : (a[k / 2] + a[k / 2 + 1]) / 2 }

# times shows the median, the least and the greatest in the unit of the median.
function times(a, k,    m, format, scale, unit) {
	m = median(a, k)
	format = m < 0.01 ? "%.1f" : m < 1 ? "%.0f" : "%.2f"
	scale = m < 1 ? 1000 : 1
	unit = m < 1 ? "ms" : "s"
	return sprintf(format " " unit " (" format " to " format ")", scale * m, scale * a[1], scale * a[k])
}

# spread is times for ratios; what is far below 1 is shown as its inverse.
function spread(a, k,    m) {
	m = median(a, k)
	if (m < 0.3)
		return sprintf("1/%.1f (1/%.1f to 1/%.1f)", 1 / m, 1 / a[1], 1 / a[k])
	return sprintf("%.2f (%.2f to %.2f)", m, a[1], a[k])
}

function target(t) { return t == "" ? "" : m ? t : t " ms" }

# number is the value of a target, such as 2.5 or 1/8.
function number(t,    parts) { return split(t, parts, "/") == 2 ? parts[1] / parts[2] : t + 0 }

function verdict() {
	if (must == "")
		return ""
	if (reached > number(must))
		return "missed"
	return boast != "" && reached <= number(boast) ? "worth boasting" : "met"
}

# unprepared warns of system time that varies by more than a seventh of the
# run: then pages were mapped slower in some runs than in others. It is counted
# in ticks, so that 30 ms say nothing.
function unprepared(    varied) {
	varied = system_time[n] - system_time[1]
	if (varied < 0.03 || varied < median(ours, n) / 7)
		return ""
	return sprintf("%ssystem time of wf %.0f to %.0f ms: unsteady, run it again", must == "" ? "" : "; ", 1000 * system_time[1], 1000 * system_time[n])
}
