package parser

import "testing"

func TestOracleWebreadr(t *testing.T) { checkCounted(t, webreadrLogs) }

// webreadrLogs are the tests of the R package webreadr:
// https://github.com/Ironholds/webreadr
var webreadrLogs = []counted{
	{
		log: "webreadr/log.clf", format: "common", fields: "client ident user hour method uri path query proto status bytes",
		command: `awk -F'"' '{split($1,a," "); split($2,r," "); split($3,s," "); n = split(r[2], u, "?"); print a[1], a[2], a[3], substr(a[4], 14, 2), r[1], r[2], u[1], (n > 1 ? u[2] : "-"), r[3], s[1], s[2]}'`,
		want: `
1 127.0.0.1 - frank 13 GET /apache_pb.gif /apache_pb.gif - HTTP/1.0 200 2326
1 172.21.13.45 - Microsoft\JohnDoe 17 GET /scripts/iisadmin/ism.dll?http/serv /scripts/iisadmin/ism.dll http/serv HTTP/1.0 200 3401
`,
	},
	{
		log: "webreadr/iis.log", format: "w3c", fields: "date hour s_ip method path query port user client agent referrer status sc_substatus sc_win32_status duration",
		command: `awk '!/^#/ {print $1, substr($2, 1, 2), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15/1000}'`,
		want: `
1 2016-02-15 23 10.10.2.18 GET / - 443 - 198.20.69.74 - - 200 0 995 29.761
`,
	},
	{
		log: "webreadr/log.aws", format: "cloudfront", fields: "date hour x_edge_location bytes client method path status referrer query cache vhost duration forwarded ssl_protocol",
		command: `awk -F'\t' '!/^#/ {print $1, substr($2, 1, 2), $3, $4, $5, $6, $8, $9, $10, $12, $14, $16, $19, $20, $21}'`,
		want: `
1 2016-03-03 20 DFW3 553 202.46.48.147 GET / 301 - - Redirect example.com 0.001 - -
1 2016-03-03 20 SFO5 740 198.8.80.60 GET /work 302 https://example.com/blog/ - Miss example.com 0.084 - TLSv1.2
`,
	},
	{
		log: "webreadr/log.aws", format: "cloudfront", fields: "agent",
		command: `grep -v '^#' | cut -f11 | sed 's/%2520/ /g'`,
		want: `
1 Mozilla/5.0 (Windows NT 5.1; rv:6.0.2) Gecko/20100101 Firefox/6.0.2
1 Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Ubuntu Chromium/48.0.2564.116 Chrome/48.0.2564.116 Safari/537.36
`,
	},
	{
		log: "webreadr/s3.log", format: "s3", fields: "hour client user operation key method uri status error_code bytes object_size duration turn_around_time referrer agent version_id",
		command: `awk '{gsub("\"", ""); print substr($3, 14, 2), $5, $6, $8, $9, $10, $11, $13, $14, $15, $16, $17/1000, ($18 == "-" ? "-" : $18/1000), $19, $20, $21}'`,
		want: `
1 00 192.0.2.3 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be REST.GET.BUCKETPOLICY - GET /mybucket?policy 404 NoSuchBucketPolicy 297 - 0.038 - - S3Console/0.4 -
1 00 192.0.2.3 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be REST.GET.LOGGING_STATUS - GET /mybucket?logging 200 - 242 - 0.011 - - S3Console/0.4 -
1 00 192.0.2.3 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be REST.GET.VERSIONING - GET /mybucket?versioning 200 - 113 - 0.007 - - S3Console/0.4 -
1 00 192.0.2.3 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be REST.GET.VERSIONING - GET /mybucket?versioning 200 - 113 - 0.028 - - S3Console/0.4 -
1 00 192.0.2.3 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be REST.GET.VERSIONING - GET /mybucket?versioning 200 - 113 - 0.033 - - S3Console/0.4 -
1 00 192.0.2.3 79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be REST.PUT.OBJECT s3-dg.pdf PUT /mybucket/s3-dg.pdf 200 - - 4406583 41.754 0.028 - S3Console/0.4 -
`,
	},
	{
		log: "webreadr/log.squid", format: "squid", fields: "cache status method",
		command: `awk '{sub("/", " ", $4); print $4, $6}'`,
		want: `
28 TCP_MISS 200 GET
86 TCP_MISS 200 POST
5 TCP_MISS 204 GET
2 TCP_MISS 503 GET
`,
	},
	{
		log: "webreadr/log.squid", format: "squid", fields: "client user hierarchy",
		command: `awk '{sub("/.*", "", $9); print $3, $8, $9}'`,
		want: `
18 192.168.0.188 - DIRECT
1 192.168.0.188 - NONE
2 192.168.0.224 - DIRECT
13 192.168.0.227 - DIRECT
1 192.168.0.227 - NONE
86 192.168.0.68 - DIRECT
`,
	},
	{
		log: "webreadr/log.squid", format: "squid", fields: "upstream",
		command: `awk '{sub(".*/", "", $9); print $9}'`,
		want: `
2 -
2 122.160.120.150
17 122.160.242.136
1 122.160.242.147
2 125.23.216.203
86 174.129.41.128
6 209.85.153.118
2 209.85.231.136
1 74.125.153.101
1 74.125.153.139
1 74.125.53.138
`,
	},
}
