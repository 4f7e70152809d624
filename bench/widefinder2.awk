# The five reports of Wide Finder 2, as the contest defined them. A line is
# split at white space, so $6 is the quote and the method, $7 the target, $9
# the status, $10 the bytes and $11 the referrer in its quotes.
#
#   LC_ALL=C awk -f bench/widefinder2.awk access.log
#
# With -v all=1 it writes every row as LIST, number and key with tabs between,
# in no order and nothing cut: for whoever compares all of them.

$6 == "\"GET" && $9 == "200" { record($1, $7, $10 + 0, $11) }
$6 == "\"GET" && $9 == "304" { record($1, $7, 0, $11) }
$6 == "\"GET" && $9 == "404" { missing[$7]++ }

function record(client, uri, bytes, referrer) {
	sent[uri] += bytes
	if (uri !~ /^\/ongoing\/When\/[0-9][0-9][0-9]x\/[0-9][0-9][0-9][0-9]\/[0-9][0-9]\/[0-9][0-9]\/[^ .]+$/)
		return
	hits[uri]++
	clients[client]++
	if (referrer == "\"-\"" || referrer ~ /^"http:\/\/www.tbray.org\/ongoing\//)
		return
	sub(/^"/, "", referrer)
	sub(/"$/, "", referrer)
	referrers[referrer]++
}

END {
	report("URIs by hit", hits, " %10d", 1)
	report("URIs by bytes", sent, " %9.1fM", 1024 * 1024)
	report("404s", missing, " %10d", 1)
	report("client addresses", clients, " %10d", 1)
	report("referrers", referrers, " %10d", 1)
}

# report writes the ten largest rows; of equal ones the lesser key is first.
# It takes them out of the list.
function report(name, list, format, unit,    key, best, found, n) {
	if (all) {
		for (key in list)
			printf("%s\t%.0f\t%s\n", name, list[key], key)
		return
	}
	print "Top " name ":"
	for (n = 0; n < 10; n++) {
		found = 0
		for (key in list)
			if (!found || list[key] > list[best] || list[key] == list[best] && key < best) {
				found = 1
				best = key
			}
		if (!found)
			break
		printf(format ": %s\n", list[best] / unit, shortened(best))
		delete list[best]
	}
	print ""
}

function shortened(key) { return length(key) > 60 ? substr(key, 1, 60) "..." : key }
