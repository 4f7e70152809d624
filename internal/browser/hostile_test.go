package browser

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// attacks are texts that do something in a page that takes them for more than
// text. What they do is to set a mark, open a dialog or ask for something.
var attacks = []string{
	`<script>window.mark=1</script>`, `</script><script>window.mark=1</script>`, `</style><script>window.mark=1</script>`, `</title><script>alert(1)</script>`,
	`<img/src=x/onerror=window.mark=1>`, `<svg/onload=window.mark=1>`, `<body/onload=alert(1)>`, `<iframe/src=javascript:alert(1)>`, `<base/href=https://a.example/>`,
	`<meta/http-equiv=refresh/content=0;url=https://a.example/>`, `<link/rel=stylesheet/href=https://a.example/x.css>`, `<style>*{display:none}</style>`, `<form/action=https://a.example><button>`,
	`'onmouseover='window.mark=1`, `'><script>window.mark=1</script>`, `x'/autofocus/onfocus='window.mark=1`, "`-alert(1)-`", `${alert(1)}`, `{{.}}{{printf}}`, `{{template}}`, `';window.mark=1;'`,
	`--><script>window.mark=1</script>`, `<!--`, `]]><script>window.mark=1</script>`, `<![CDATA[`, `<template>`, `<table><tr><td>`, `</table></section></main>`, `<plaintext>`, `<noscript><p/title='</noscript><img/src=x/onerror=alert(1)>'>`,
	`javascript:window.mark=1`, `data:text/html,<script>alert(1)</script>`, `&lt;script&gt;`, `&#x3c;script&#x3e;`, `%3Cscript%3E`, `<a/href=javascript:alert(1)>x`, `<math><mi/xlink:href=javascript:alert(1)>`, `<input/type=search>`, `<h2>heading`, `<p/id=paths>`,
}

// tame has as many letters as an attack, and none that mean anything.
func tame(attack string) string { return strings.Repeat("x", len(attack)) }

// hostile is the attack itself.
func hostile(attack string) string { return attack }

// writeLog writes a log with a text for each attack in every field that may hold
// one, and returns its name.
func writeLog(t *testing.T, name string, text func(string) string) string {
	t.Helper()
	var log strings.Builder
	for i, attack := range attacks {
		text := strings.ReplaceAll(text(attack), " ", "/")
		for j := range 20 + i%7 {
			at := i*60 + j
			fmt.Fprintf(&log, "%s%02d.example:80 192.0.2.%d - u%s [01/Mar/2026:10:%02d:%02d +0000] \"GET /%02d%s?q=%s HTTP/1.1\" %d %d \"https://%02dr.example/%s\" \"%02da%s\" %d.%03d\n",
				"site", i, j, text, at/60%60, at%60, i, text, text, []int{200, 304, 404, 500, 403}[j%5], 100*j, i, text, i, text, j%2, 17*i)
		}
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(log.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestHostile opens the page of a log that is written to harm, and a tame one of
// the same size. They have the same elements with the same attributes in the
// same order, and nothing of the log comes to life.
func TestHostile(t *testing.T) {
	t.Parallel()
	needBrowser(t)
	shape := func(name string, text func(string) string) []string {
		log := writeLog(t, text(`<img src=x onerror=window.mark=1>'"&;$(mark).log`), text)
		out := filepath.Join(t.TempDir(), name+".html")
		wf(t, "-f", "vhost_combined $request_time", "-o", out, log)
		p := open(t, out, desktop)
		before := ask[[]string](p, "shape")
		for _, g := range p.grids() { // scripts make elements, too
			if more := `section:has(table[data-name="` + g.Name + `"]) button.more`; eval[bool](p, `!!document.querySelector('`+more+`')?.checkVisibility()`) {
				p.click(more, 1)
			}
		}
		p.move("#chart-requests .u-over", 0.5)
		p.click(`table[data-name="paths"] button.sort`, 1)
		if eval[bool](p, `"mark" in window`) {
			t.Error("something of the log was executed")
		}
		p.checkLayout()
		p.see(name, "html")
		return append(before, ask[[]string](p, "shape")...)
	}
	tameShape := shape("tame", tame)
	hostileShape := shape("hostile", hostile)
	if len(tameShape) < 500 {
		t.Errorf("the pages have %d elements", len(tameShape))
	}
	if !slices.Equal(tameShape, hostileShape) {
		for i := range min(len(tameShape), len(hostileShape)) {
			if tameShape[i] != hostileShape[i] {
				t.Errorf("element %d of %d and %d is <%s>, of the tame log <%s>", i, len(hostileShape), len(tameShape), hostileShape[i], tameShape[i])
				break
			}
		}
	}
}
