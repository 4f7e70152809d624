package gen

import (
	"bytes"
	"math"
	"regexp"
	"testing"
)

// signatures tell attacks in a combined log by what others know of them, not
// by the generator: where they come from, and what they look like.
var signatures = map[attack]*regexp.Regexp{
	probing:   regexp.MustCompile(`"(?:GET|POST) (?:/[a-z]+)?/(?:\.|(?:api|old)/\.env|wp-|xmlrpc|phpmyadmin|vendor|admin\.|actuator|[^ ?"]*(?:\.php|\.sql|\.yml|\.aspx|\.jsp|rsa)|HNAP|solr|_ign|server-status|boaform|cgi-bin/luci|manager|druid|telescope|autodisc|remote|geoserver)`),
	injection: regexp.MustCompile(`[?&]id=[^ "]*(?i:UNION|SLEEP|%27|WAITFOR|ORDER%20BY|SELECT|OR%20\()`),
	traversal: regexp.MustCompile(`"GET /[^"]*(?:\.\./|\.%2e/|%%32%65|\.\.%2f|\.\.%252f|%c0%af|\.\.%5c|\.\.\.\.//|php://|/proc/self|\.\.;)[^"]* HTTP/1.1" 40`),
	lookup4j:  regexp.MustCompile(`"\$\{.*:(?:ldap|rmi|dns|\$\{lower:l\}dap)://203\.0\.113\.\d+:1389/a\}"$`),
	overlong:  regexp.MustCompile(`"GET /search\?q=[^"]{900,}" 4(?:14|00) `),
	flood:     regexp.MustCompile(`"GET /[^"]*" (?:200|429|503) \d+ "-" "(?:Go-http-client|okhttp|.*Headless)`),
}

func TestAttacksAreAShareOfEverySort(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing runs side by side in it")
	}
	const lines = 60_000
	attacker := regexp.MustCompile(`^203\.0\.113\.\d+ `)
	count, sorts := 0, map[attack]int{}
	clients := map[string]bool{}
	for line := range bytes.Lines(generate(t, small(Options{Lines: lines, Seed: 3, Attacks: 0.1}))) {
		line = bytes.TrimSuffix(line, []byte{'\n'})
		if !attacker.Match(line) {
			for sort, re := range signatures {
				if (sort == injection || sort == traversal || sort == lookup4j || sort == overlong) && re.Match(line) {
					t.Fatalf("an attack of sort %d from elsewhere: %.300s", sort, line)
				}
			}
			continue
		}
		count++
		known := false
		for sort, re := range signatures {
			if re.Match(line) {
				sorts[sort]++
				known = true
			}
		}
		if !known {
			t.Fatalf("no known attack: %.300s", line)
		}
		clients[string(line[:bytes.IndexByte(line, ' ')])] = true
	}
	// Six standard deviations of the number of attacks.
	if off := math.Abs(float64(count) - lines*0.1); off > 6*math.Sqrt(lines*0.1*0.9) {
		t.Errorf("%d of %d lines are attacks, want a tenth", count, lines)
	}
	for sort := range signatures {
		if sorts[sort] < lines/1000 {
			t.Errorf("%d attacks of sort %d", sorts[sort], sort)
		}
	}
	if len(clients) < 20 || len(clients) > attackersEach*int(attacks-1) {
		t.Errorf("%d attackers", len(clients))
	}
}

// A flood comes from one client, asks for one thing, and is fended off after
// a while.
func TestFloodsAreFendedOff(t *testing.T) {
	if testing.Short() {
		t.Skip("long, and nothing runs side by side in it")
	}
	request := regexp.MustCompile(`^(203\S+) .*"GET (\S+) HTTP/1.1" (\d+) `)
	type asked struct{ client, uri string }
	answers := map[asked]map[string]int{}
	for line := range bytes.Lines(generate(t, small(Options{Lines: 40_000, Seed: 3, Attacks: 1}))) {
		m := request.FindSubmatch(line)
		if m == nil {
			t.Fatalf("no attack: %.300s", line)
		}
		k := asked{string(m[1]), string(m[2])}
		if answers[k] == nil {
			answers[k] = map[string]int{}
		}
		answers[k][string(m[3])]++
	}
	floods := 0
	for _, statuses := range answers {
		if refused := statuses["429"] + statuses["503"]; refused > 500 {
			if floods++; statuses["200"] < patience || statuses["200"] > refused {
				t.Errorf("a flood was answered with %v", statuses)
			}
		}
	}
	if floods < 5 {
		t.Errorf("%d floods", floods)
	}
}

// Without attacks nobody comes from where attackers do.
func TestThereIsPeaceWithoutAttacks(t *testing.T) {
	if bytes.Contains(generate(t, small(Options{Lines: 20_000})), []byte("203.0.113.")) {
		t.Error("an attacker in a log without attacks")
	}
}
