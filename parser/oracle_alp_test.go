package parser

import "testing"

func TestOracleAlp(t *testing.T) { checkCounted(t, alpLogs) }

// alpLogs are the examples of alp: https://github.com/tkuchiki/alp
var alpLogs = []counted{
	{
		log: "alp/combined_access.log", format: "main", fields: "client hour method uri proto status bytes referrer agent forwarded extra1",
		command: `awk -F'"' '{split($1,a," "); split($2,r," "); split($3,s," "); split($9, x, " "); print a[1], substr(a[4], 14, 2), r[1], r[2], r[3], s[1], s[2], $4, $6, $8, x[1]}'`,
		want: `
2 127.0.0.1 05 POST /foo/bar?token=xxx&uuid=1234 HTTP/1.1 200 12 - curl/7.54.0 - 0.057
2 127.0.0.1 05 POST /foo/bar?token=yyy HTTP/1.1 200 34 - curl/7.54.0 - 0.100
1 127.0.0.1 05 POST /foo/bar?token=yyy HTTP/1.1 200 34 - curl/7.54.0 - 0.234
1 127.0.0.1 05 POST /hoge/piyo?id=yyy HTTP/1.1 200 34 - curl/7.54.0 - 0.234
1 127.0.0.1 06 GET /diary/entry/1234 HTTP/1.1 200 15 - curl/7.54.0 - 0.135
1 127.0.0.1 06 GET /diary/entry/5678 HTTP/1.1 200 30 - curl/7.54.0 - 0.432
2 127.0.0.1 06 GET /foo/bar HTTP/1.1 400 15 - curl/7.54.0 - -
1 127.0.0.1 06 GET /foo/bar/5xx HTTP/1.1 504 15 - curl/7.54.0 - 60.000
2 127.0.0.1 06 GET /foo/bar?token=zzz HTTP/1.1 200 56 - curl/7.54.0 - 0.123
1 127.0.0.1 06 GET /req HTTP/1.1 200 15 - curl/7.54.0 - -
`,
	},
	{
		log: "alp/json_access.log", format: "json", fields: "hour method uri status bytes duration agent",
		command: `sed -E 's/.*"time":"[^T]*T([0-9]+):.*"method":"([^"]*)","uri":"([^"]*)","status":([0-9]+),"body_bytes":([0-9]+),"response_time":"?([-0-9.]+)"?,.*"ua":"([^"]*)".*/\1 \2 \3 \4 \5 \6 \7/'`,
		want: `
1 05 POST /foo/bar?token=xxx&uuid=1234 200 12 0.057 UA1
1 05 POST /foo/bar?token=xxx&uuid=1234 200 12 0.057 UA2
1 05 POST /foo/bar?token=yyy 200 34 0.100 UA2
1 05 POST /foo/bar?token=yyy 200 34 0.100 UA3
1 05 POST /foo/bar?token=yyy 200 34 0.234 UA1
1 05 POST /hoge/piyo?id=yyy 200 34 0.234 UA1
1 06 GET /diary/entry/1234 200 15 0.135 UA4
1 06 GET /diary/entry/5678 200 30 0.432 UA2
1 06 GET /foo/bar 400 15 - UA1
1 06 GET /foo/bar 400 15 - UA4
1 06 GET /foo/bar/5xx 504 15 60.000 UA3
2 06 GET /foo/bar?token=zzz 200 56 0.123 UA3
1 06 GET /req 200 15 - UA1
`,
	},
	{
		log: "alp/ltsv_access.log", format: "ltsv", fields: "hour method uri status bytes duration agent",
		command: `awk -F'\t' '{for (i = 1; i <= NF; i++) {n = index($i, ":"); v[substr($i, 1, n-1)] = substr($i, n+1)}; print substr(v["time"], 12, 2), v["method"], v["uri"], v["status"], v["size"], v["apptime"], v["ua"]}'`,
		want: `
2 05 POST /foo/bar?token=xxx&uuid=1234 200 12 0.057 UA1
1 05 POST /foo/bar?token=yyy 200 34 0.100 UA1
1 05 POST /foo/bar?token=yyy 200 34 0.100 UA3
1 05 POST /foo/bar?token=yyy 200 34 0.234 UA4
1 05 POST /hoge/piyo?id=yyy 200 34 0.234 UA2
1 06 GET /diary/entry/1234 200 15 0.135 UA4
1 06 GET /diary/entry/5678 200 30 0.432 UA1
1 06 GET /foo/bar 400 15 - UA2
1 06 GET /foo/bar 400 15 - UA3
1 06 GET /foo/bar/5xx 504 15 60.000 UA1
1 06 GET /foo/bar?token=zzz 200 56 0.123 UA1
1 06 GET /foo/bar?token=zzz 200 56 0.123 UA3
1 06 GET /req 200 15 - UA2
`,
	},
}
