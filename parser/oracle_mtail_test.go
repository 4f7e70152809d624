package parser

import "testing"

func TestOracleMtail(t *testing.T) { checkCounted(t, mtailLogs) }

// mtailLogs are mtail's examples of Apache and lighttpd:
// https://github.com/google/mtail/tree/main/internal/runtime/testdata
// Its lighttpd has the site in the place of ident, and the bytes in, the bytes
// out and the seconds before the referrer.
var mtailLogs = []counted{
	{
		log: "mtail/apache-combined.log", format: "combined", fields: "client method uri proto status bytes referrer agent",
		command: `awk -F'"' '{split($1,a," "); split($2,r," "); split($3,s," "); print a[1], r[1], r[2], r[3], s[1], s[2], $4, $6}'`,
		want: `
1 192.168.1.23 GET /api/categories HTTP/1.1 200 775 https://fubarservice.example.com/ libcurl
1 192.168.1.23 GET /api/config HTTP/1.1 200 28 https://fubarservice.example.com/ libcurl
1 192.168.1.23 GET /api/pools HTTP/1.1 200 925 https://fubarservice.example.com/ libcurl
1 192.168.1.23 GET /api/top HTTP/1.1 200 874 https://fubarservice.example.com/ libcurl
1 2001:db8::1 GET /index.html HTTP/1.1 304 - https://fubarservice.example.com/ libcurl
`,
	},
	{
		log: "mtail/apache-common.log", format: "common", fields: "client method uri proto status bytes extra1 extra2 extra3",
		command: `awk -F'"' '{split($1,a," "); split($2,r," "); split($3,s," "); print a[1], r[1], r[2], r[3], s[1], s[2], s[3], $4, $6}'`,
		want: `
1 192.168.74.9 GET /docs/ HTTP/1.1 200 1880 8680 - Mozilla/5.0
1 192.168.74.9 GET /prefix HTTP/1.1 304 - 3551 - Mozilla/5.0
1 2001:db8::1 GET /docs/nx HTTP/1.1 404 19 2167 - Mozilla/5.0
`,
	},
	{
		log: "mtail/lighttpd_access.log", format: "common", fields: "client ident hour method proto status extra4",
		command: `awk -F'"' '{split($1,a," "); split($2,r," "); split($3,s," "); print a[1], a[2], substr(a[4], 14, 2), r[1], r[3], s[1], $4}'`,
		want: `
3 - 127.0.0.1 20 HEAD HTTP/1.1 200 -
13 198.51.100.71 192.0.2.5 20 GET HTTP/1.0 200 -
3 198.51.100.71 192.0.2.5 20 GET HTTP/1.0 304 -
`,
	},
	{
		log: "mtail/lighttpd_access.log", format: "common", fields: "uri bytes extra1 extra2 extra3",
		command: `awk -F'"' '{split($1,a," "); split($2,r," "); split($3,s," "); print r[2], s[2], s[3], s[4], s[5]}'`,
		want: `
1 /auto.auto.asc 191 365 464 0
1 /auto.auto.gz 55350 371 55625 1
1 /auto.auto.zsync 2768 366 3041 1
1 /auto.home.asc 191 365 464 3
1 /auto.home.gz 397106 373 397381 1
1 /auto.home.zsync 17210 367 17484 0
1 /auto.master.asc 0 366 280 0
1 /auto.master.gz 0 372 281 1
1 /auto.master.zsync 0 353 280 3
1 /group.cache.asc 191 367 464 1
3 /healthz 0 158 128 0
1 /passwd.cache.asc 191 368 464 1
1 /passwd.cache.gz 1528528 377 1528804 1
1 /passwd.cache.zsync 24429 354 24703 0
1 /shadow.cache.asc 191 368 464 3
1 /shadow.cache.gz 304972 375 305247 1
1 /shadow.cache.zsync 7348 354 7621 2
`,
	},
}
