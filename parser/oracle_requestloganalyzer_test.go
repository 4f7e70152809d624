package parser

import "testing"

func TestOracleRequestLogAnalyzer(t *testing.T) { checkCounted(t, requestLogAnalyzerLogs) }

// requestLogAnalyzerLogs are the tests of request-log-analyzer:
// https://github.com/wvanbergen/request-log-analyzer
var requestLogAnalyzerLogs = []counted{
	{
		log: "request-log-analyzer/apache_combined.log", format: "combined", fields: "client hour method uri proto status bytes referrer agent",
		command: `awk -F'"' '{split($1,a," "); split($2,r," "); split($3,s," "); print a[1], substr(a[4], 14, 2), r[1], r[2], r[3], s[1], s[2], $4, $6}'`,
		want: `
1 10.0.1.1 05 GET / HTTP/1.1 200 30 - Mozilla/5.0 (Macintosh; U; Intel Mac OS X 10_5_8; en-us) AppleWebKit/531.9 (KHTML, like Gecko) Version/4.0.3 Safari/531.9
1 10.0.1.1 06 GET / HTTP/1.1 200 30 - Mozilla/5.0 (Macintosh; U; Intel Mac OS X 10_5_8; en-us) AppleWebKit/531.9 (KHTML, like Gecko) Version/4.0.3 Safari/531.9
1 125.76.230.10 03 GET /cart/install.txt HTTP/1.1 404 214 - Toata dragostea mea pentru diavola
1 125.76.230.10 03 GET /store/install.txt HTTP/1.1 404 215 - Toata dragostea mea pentru diavola
1 69.41.0.45 12 GET //phpMyAdmin/ HTTP/1.1 404 209 - Mozilla/4.0 (compatible; MSIE 6.0; Windows 98)
`,
	},
	{
		log: "request-log-analyzer/apache_common.log", format: "common", fields: "client hour method path query proto status bytes",
		command: `awk -F'"' '{split($1,a," "); split($2,r," "); split($3,s," "); n = split(r[2], u, "?"); print a[1], substr(a[4], 14, 2), r[1], u[1], (n > 1 ? u[2] : "-"), r[3], s[1], s[2]}'`,
		want: `
1 1.108.106.20 07 GET /login - HTTP/1.1 200 9522
1 1.129.119.13 07 GET /profile/18543424 - HTTP/1.0 200 8223
1 1.158.151.25 07 GET /projects/18236114-home/floors/18252888-/designs/19406560-home-1 - HTTP/1.1 200 10434
1 1.249.68.72 07 GET /projects/18182835-my-first-project - HTTP/1.1 200 10435
1 1.29.137.1 07 GET /assets/custom/blah/images/print_logo.jpg - HTTP/1.1 200 10604
1 1.56.136.157 07 GET /designs/20110457.flashxml - HTTP/1.1 304 -
1 1.56.136.157 07 GET /form_configurations/show.flashxml - HTTP/1.1 304 -
1 1.56.136.157 07 GET /object_libraries/1.flashxml - HTTP/1.1 304 -
1 1.72.56.31 07 GET /users/M17286/projects.xml per_page=8000 HTTP/1.1 404 1
1 1.82.235.29 07 GET /gallery/fresh page=23&per_page=16 HTTP/1.1 200 23414
`,
	},
	{
		log: "request-log-analyzer/s3_logs__2012-10-05-16-18-11-F9AAC5D1A55AEBAD", format: "s3", fields: "client user operation key method uri status error_code bytes object_size duration turn_around_time referrer",
		command: `awk -F'"' '{split($1,a," "); split($2,r," "); split($3,s," "); print a[5], a[6], a[8], a[9], r[1], r[2], s[1], s[2], s[3], s[4], s[5]/1000, s[6]/1000, $4}'`,
		want: `
1 174.44.160.70 - REST.GET.OBJECT public/portfolio/22/thumbnail.jpg GET /lamestuff.com/public/portfolio/22/thumbnail.jpg 200 - 9515 9515 0.042 0.041 http://spike.grobste.in/portfolio
1 174.44.160.70 - REST.GET.OBJECT public/projects/115/xmas-card-2006-d.jpg GET /lamestuff.com/public/projects/115/xmas-card-2006-d.jpg 200 - 89892 89892 0.058 0.055 http://spike.grobste.in/portfolio/show?name=xmas-2006
1 174.44.160.70 - REST.GET.OBJECT public/projects/3/gameboy.jpg GET /lamestuff.com/public/projects/3/gameboy.jpg 200 - 37458 37458 0.057 0.055 http://spike.grobste.in/project/classic-console-art
1 174.44.160.70 - REST.GET.OBJECT public/projects/34/Tim_Horton-Window-Coffee-ba.jpg GET /lamestuff.com/public/projects/34/Tim_Horton-Window-Coffee-ba.jpg 200 - 27376 27376 0.041 0.04 http://spike.grobste.in/project/tim-horton's-at-the-nyse
1 174.44.160.70 - REST.GET.OBJECT public/projects/46/resume.png GET /lamestuff.com/public/projects/46/resume.png 200 - 510856 510856 0.085 0.074 http://spike.grobste.in/portfolio/show?name=lamestuff.com-%282007%29
`,
	},
}
