package parser

import "testing"

func TestOracleLarge(t *testing.T) { checkCounted(t, largeLogs) }

// largeLogs are the logs of sites, by hour and size
var largeLogs = []counted{
	{
		log: "wordpress-2016-combined.log.gz", format: "combined", fields: "hour",
		command: `awk -F'[' '{print substr($2, 13, 2)}'`,
		want: `
8097 00
8481 01
7612 02
9186 03
8577 04
9410 05
8029 06
10439 07
8382 08
8373 09
9043 10
8942 11
8603 12
9384 13
8484 14
9099 15
9555 16
7962 17
8377 18
8531 19
8033 20
8339 21
8185 22
7737 23
`,
	},
	{
		log: "elastic/apache-combined-10k.log.gz", format: "combined", fields: "hour",
		command: `awk -F'[' '{print substr($2, 13, 2)}'`,
		want: `
361 00
360 01
365 02
354 03
355 04
371 05
366 06
357 07
345 08
364 09
443 10
459 11
462 12
475 13
498 14
496 15
473 16
484 17
478 18
493 19
486 20
453 21
346 22
356 23
`,
	},
	{
		log: "elastic/nginx-combined-51k.log.gz", format: "combined", fields: "hour",
		command: `awk -F'[' '{print substr($2, 13, 2)}'`,
		want: `
2168 00
2163 01
2135 02
2145 03
2157 04
2182 05
2116 06
2041 07
2092 08
2159 09
2131 10
2102 11
2174 12
2170 13
2151 14
2178 15
2119 16
2120 17
2166 18
2124 19
2209 20
2106 21
2178 22
2176 23
`,
	},
	{
		log: "elastic/nginx-combined-51k.log.gz", format: "combined", fields: "status bytes/100M",
		command: `sed -E 's/.*" ([0-9]{3}) ([0-9]+) "[^"]*" "[^"]*"$/\1 \2/' | awk '{print $1, int($2/1e8)*1e8}'`,
		want: `
4028 200 0
186 206 0
13330 304 0
38 403 0
33876 404 0
4 416 0
`,
	},
}
