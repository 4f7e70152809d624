package sweep

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func written(t testing.TB, kind string, s *Sweep) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, kind, s, Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// elements returns the elements of a text in XML with the names of their
// attributes, in order. It fails if the text is not well-formed.
func elements(t testing.TB, text string) string {
	t.Helper()
	var b strings.Builder
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return b.String()
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, text)
		}
		switch e := token.(type) {
		case xml.StartElement:
			b.WriteString("<" + e.Name.Local)
			for _, a := range e.Attr {
				b.WriteString(" " + a.Name.Local)
			}
		case xml.EndElement:
			b.WriteString("/" + e.Name.Local)
		}
	}
}

// body is the part of a page that is well-formed XML as well.
func body(page string) string {
	_, rest, _ := strings.Cut(page, "<body>")
	inner, _, _ := strings.Cut(rest, "</body>")
	return "<body>" + inner + "</body>"
}

func TestSVG(t *testing.T) {
	for name, s := range swept(t) {
		svg := written(t, "svg", s)
		list := elements(t, svg)
		if got := strings.Count(list, "<circle"); got != len(s.Points)+3 { // the ring, and two of the legend
			t.Errorf("%s: %d circles for %d points", name, got, len(s.Points))
		}
		for _, want := range append(s.Facts(), "top path access.log") {
			var unescaped strings.Builder
			if xml.EscapeText(&unescaped, []byte(want)) == nil && !strings.Contains(svg, unescaped.String()) {
				t.Errorf("%s: %q is not in the picture", name, want)
			}
		}
		if strings.Contains(svg, "NaN") || strings.Contains(svg, "Inf") {
			t.Errorf("%s: a number that is none: %s", name, svg)
		}
		if strings.Contains(svg, "href") || strings.Contains(svg, "url(") {
			t.Errorf("%s: the picture does not stand alone", name)
		}
		elements(t, body(written(t, "html", s)))
	}
	golden(t, "eight-cores-svg", written(t, "svg", swept(t)["eight-cores"]))
	golden(t, "eight-cores-html", written(t, "html", swept(t)["eight-cores"]))
	golden(t, "two-cores-md", written(t, "md", swept(t)["two-cores"]))
	golden(t, "two-cores-json", written(t, "json", swept(t)["two-cores"]))
}

// hostile are command lines that want to be something else than text.
var hostile = []string{
	"top path </title></desc></svg><script>alert(1)</script>",
	`find '" onload="alert(1)' x`,
	"find '<!--' x", "find ']]>' x", "find '</style>' x", "find '{{.}}' x", "find '&amp;&#60;b&gt;' x",
	"find '\x00\x1b[31m\x7f\u202e\ufffe' x", "find '\xff\xfe' x", "find '```\n# x' x", "find '</h1><h1>' x",
	strings.Repeat("<b>", 1000),
}

func checkHostile(t *testing.T, text string) {
	t.Helper()
	with := func(shown string) *Sweep {
		s, err := New(Setup{Args: []string{"find", shown}, Shown: shown, Cores: 2}, exact(1, 0.1, 2, 1, 0.01, 1, 2, 3))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	harmless, s := with("find harmless"), with(text)
	if want, got := elements(t, written(t, "svg", harmless)), elements(t, written(t, "svg", s)); got != want {
		t.Errorf("%q changes the picture: %s", text, got)
	}
	plain, page := written(t, "html", harmless), written(t, "html", s)
	if want, got := elements(t, body(plain)), elements(t, body(page)); got != want {
		t.Errorf("%q changes the page: %s", text, got)
	}
	for _, c := range []string{"<", ">"} {
		if want, got := strings.Count(plain, c), strings.Count(page, c); got != want {
			t.Errorf("%q: %d of %s in the page, want %d", text, got, c, want)
		}
	}
	if !json.Valid([]byte(written(t, "json", s))) {
		t.Errorf("%q: not JSON", text)
	}
	if strings.ContainsAny(written(t, "table", s), "\x00\x1b\x7f\r") {
		t.Errorf("%q: a control character for the terminal", text)
	}
	md := written(t, "md", s)
	fence, rest, _ := strings.Cut(md, "\n")
	if strings.Trim(fence, "`") != "" || !strings.HasPrefix(rest[strings.Index(rest, "\n")+1:], fence+"\n") || strings.Count(md, fence) != 2 {
		t.Errorf("%q leaves its fence: %s", text, md)
	}
}

func TestHostile(t *testing.T) {
	for _, text := range hostile {
		checkHostile(t, text)
	}
}

func FuzzHostile(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(checkHostile)
}

func TestWriteFails(t *testing.T) {
	s := swept(t)["two-cores"]
	for _, kind := range Outputs() {
		r, w := io.Pipe()
		r.CloseWithError(io.ErrShortWrite)
		if err := Write(w, kind, s, Options{}); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if err := Write(io.Discard, "csv", s, Options{}); err == nil {
		t.Error("csv: no error")
	}
}
