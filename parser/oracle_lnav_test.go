package parser

import "testing"

func TestOracleLnav(t *testing.T) { checkCounted(t, lnavLogs) }

// lnavLogs are lnav's own tests: https://github.com/tstack/lnav/tree/master/test
var lnavLogs = []counted{
	{
		log: "lnav/logfile_access_log.0", format: "combined", fields: "client hour method uri proto status bytes referrer agent",
		command: `awk -F'"' '{split($1,a," "); split($2,r," "); split($3,s," "); print a[1], substr(a[4], 14, 2), r[1], r[2], r[3], s[1], s[2], $4, $6}'`,
		want: `
1 192.168.202.254 22 GET /vmw/cgi/tramp HTTP/1.0 200 134 - gPXE/0.9.7
1 192.168.202.254 22 GET /vmw/vSphere/default/vmkboot.gz HTTP/1.0 404 46210 - gPXE/0.9.7
1 192.168.202.254 22 GET /vmw/vSphere/default/vmkernel.gz HTTP/1.0 200 78929 - gPXE/0.9.7
`,
	},
	{
		log: "lnav/logfile_haproxy.0", format: "syslog+haproxy", fields: "client frontend upstream termination_state method proto",
		command: `grep '"$' | awk '{sub(":[0-9]+$", "", $6); sub("\"", "", $(NF-2)); sub("\"", "", $NF); print $6, $8, $9, $15, $(NF-2), $NF}'`,
		want: `
2 141.35.244.171 prod_http_in~ bk_admin/nginx_sonst ---- GET HTTP/1.1
1 79.246.138.36 prod_http_in~ bk_ktest_kt/nginx_sonst ---- POST HTTP/1.1
1 87.183.41.77 prod_http_in~ bk_ktest_kt/nginx_sonst ---- GET HTTP/1.1
5 87.183.41.77 prod_http_in~ bk_ktest_sonst/nginx_sonst ---- GET HTTP/1.1
2 89.247.124.65 prod_http_in~ bk_ktest_kt/nginx_sonst ---- GET HTTP/1.1
2 92.193.212.151 prod_http_in~ bk_ktest_kt/nginx_sonst ---- POST HTTP/1.1
`,
	},
	{
		log: "lnav/logfile_haproxy.0", format: "syslog+haproxy", fields: "tr tw tc upstream_duration duration status bytes",
		command: `grep '"$' | awk '{split($10, t, "/"); print t[1]/1000, t[2]/1000, t[3]/1000, t[4]/1000, t[5]/1000, $11, $12}'`,
		want: `
1 0 0 0 0.001 0.001 200 11065
1 0 0 0 0.062 0.062 200 306
1 0 0 0 0.236 0.236 200 4586
1 0 0 0.001 0 0.001 200 16416
1 0 0 0.001 0 0.001 200 1859
1 0 0 0.001 0 0.001 200 2496
1 0 0 0.001 0 0.001 200 5959
1 0 0 0.001 0.026 2.442 200 26170
1 0 0 0.001 0.037 0.038 200 306
1 0 0 0.001 0.043 2.707 200 26170
1 0 0 0.001 0.327 0.328 200 306
1 0 0 0.001 1.031 1.039 200 11394
1 0 0 0.007 1.457 1.487 200 11394
`,
	},
	{
		log: "lnav/logfile_haproxy.0", format: "syslog+haproxy", fields: "path query",
		command: `grep '"$' | awk '{n = split($(NF-1), u, "?"); print u[1], (n > 1 ? substr($(NF-1), length(u[1])+2) : "-")}'`,
		want: `
2 /admin/colt/administration survey=130&input_stats=1&ajax=1&&ajax=1&refresh=1&ihandle=1
1 /media/core/bootstrap_3.3.7/css/bootstrap.css 1550939643
1 /media/core/core.css 1550939640
1 /media/core/jquery/jquery-ui-1.12.1.js 1550939557
1 /media/pi_fontawesome/css/font-awesome.css 1550939694
1 /media/pi_popup/1.1.0/magnific-popup.css 1550939704
1 /portal/ Script=934&lehrer=77798
2 /portal/ Script=934&onlinetest=korrektur&anm=13915&currentPage=0
2 /portal/ Script=934&onlinetest=speichereKorrektur&anm=10347
1 /portal/ Script=934&onlinetest=speichereKorrektur&anm=13531
`,
	},
	{
		log: "lnav/logfile_w3c.0", format: "w3c", fields: "client user s_ip port method path query status agent",
		command: `grep -v '^#' | awk '{gsub("[+]", " ", $11); print $3, $4, $5, $6, $7, $8, $9, $10, $11}'`,
		want: `
1 172.22.255.255 - 172.30.255.255 80 GET /images/picture.jpg - 200 Mozilla/4.0 (compatible;MSIE 5.5; Windows 2000 Server)
`,
	},
	{
		log: "lnav/logfile_w3c.2", format: "w3c", fields: "date hour client method path status",
		command: `awk '/^#Date/ {d = $2} !/^#/ {print d, substr($1, 1, 2), $2, $3, $4, $5}'`,
		want: `
1 2000-10-09 16 1.1.1.1 [2]PASS - 230
1 2000-10-09 16 1.1.1.1 [2]QUIT - 226
1 2000-10-09 16 1.1.1.1 [2]USER anonymous 331
1 2000-10-09 16 1.1.1.1 [3]PASS user@domain.com 230
1 2000-10-09 16 1.1.1.1 [3]QUIT - 226
1 2000-10-09 16 1.1.1.1 [3]USER anonymous 331
1 2000-10-09 16 1.1.1.1 [3]created TEST.EXE 226
1 2000-10-09 16 1.1.1.1 [3]created fileid.diz 226
1 2000-10-09 16 1.1.1.1 [3]created names.dll 226
1 2000-10-09 16 1.1.1.1 [3]created readme.txt 226
1 2000-10-09 16 1.1.1.1 [3]sent /user/test.c 226
1 2000-10-10 16 1.1.1.1 [2]PASS - 230
1 2000-10-10 16 1.1.1.1 [2]QUIT - 226
1 2000-10-10 16 1.1.1.1 [2]USER anonymous 331
`,
	},
	{
		log: "lnav/logfile_caddy_log.0", format: "kubectl+caddy", fields: "client vhost method uri proto status bytes duration/1ms",
		command: `sed 's/^caddy  | //' | jq -r 'select(.request) | "\(.request.client_ip) \(.request.host) \(.request.method) \(.request.uri) \(.request.proto) \(.status) \(.size) \((.duration * 1000 | floor) / 1000)"'`,
		want: `
1 172.19.0.1 localhost GET / HTTP/1.1 304 0 0
2 172.19.0.1 localhost GET / HTTP/1.1 304 0 0.001
1 172.19.0.1 localhost GET /index.html HTTP/1.1 200 188 0
`,
	},
	{
		log: "lnav/logfile_caddy_log.0", format: "kubectl+caddy", fields: "outer_host level agent",
		command: `sed 's/^caddy  | //' | jq -r 'select(.request) | "caddy \(.level) \(.request.headers["User-Agent"][0])"'`,
		want: `
4 caddy info Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0
`,
	},
}
