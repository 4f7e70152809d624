package browser

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestBadPage opens a page that does all that the other tests want no page to
// do, so that they are known to see it.
func TestBadPage(t *testing.T) {
	name, err := filepath.Abs("testdata/bad.html")
	if err != nil {
		t.Fatal(err)
	}
	p, faults := openAny(t, name, look{width: 400, height: 400})
	p.until(`document.title === "done"`)
	found := strings.Join(faults(), "\n")
	for _, want := range []string{
		`console: warning "a word"`, "exception: Uncaught Error: thrown", "dialog: boo", "request: http://a.example/", "request: file:///a.css", "Content Security Policy",
	} {
		if !strings.Contains(found, want) {
			t.Errorf("%q is not found; found is\n%s", want, found)
		}
	}
	crowded := strings.Join(ask[[]string](p, "crowded"), "\n")
	for _, want := range []string{"the page is ", "overlap by ", "ends at ", "is cut off", "lines"} {
		if !strings.Contains(crowded, want) {
			t.Errorf("%q is not found; found is\n%s", want, crowded)
		}
	}
	faint := strings.Join(ask[[]string](p, "contrast"), "\n")
	if strings.Count(faint, "faint") != 3 || strings.Contains(faint, "plain") {
		t.Errorf("found to be faint:\n%s", faint)
	}
}
