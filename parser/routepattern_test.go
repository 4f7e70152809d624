package parser

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// routeRegexp is a pattern in the words of package regexp.
func routeRegexp(pattern string) *regexp.Regexp {
	var expr strings.Builder
	for part := range strings.SplitSeq(pattern[1:], "/") {
		switch {
		case part == "*":
			expr.WriteString("/.*")
		case strings.HasPrefix(part, ":"):
			expr.WriteString("/[^/]+")
		default:
			expr.WriteString("/" + regexp.QuoteMeta(part))
		}
	}
	return regexp.MustCompile(`(?s)\A` + expr.String() + `\z`)
}

// checkPatterns compares what path is among patterns with what package regexp
// finds.
func checkPatterns(t testing.TB, patterns []string, path string) {
	t.Helper()
	set := NewFieldSet()
	want := ""
	for _, pattern := range patterns {
		if err := set.Route(pattern); err != nil {
			t.Fatal(err)
		}
		if want == "" && routeRegexp(pattern).MatchString(path) {
			want = pattern
		}
	}
	got := ""
	if p := set.routeOf([]byte(path)); p != nil {
		got = p.text
	}
	if got != want {
		t.Fatalf("%q of %q: %q, want %q", path, patterns, got, want)
	}
}

func TestRoutePatterns(t *testing.T) {
	set := NewFieldSet()
	for _, pattern := range []string{"/", "/u/:name", "/u/:name/posts/:post", "/u/me/*", "/u/:name/*", "/u/*", "/v/Ä//x/", "/:a-1/:b_2/end", "/files/*"} {
		if err := set.Route(pattern); err != nil {
			t.Fatal(err)
		}
	}
	route, err := set.Add("route")
	if err != nil {
		t.Fatal(err)
	}
	p, r := combined.Compile(set), NewRecord(set)
	check := func(uri, want string) {
		t.Helper()
		if p.Parse([]byte(with(t, "/index.html?lang=en", uri)), r); string(r.Bytes(route)) != want {
			t.Errorf("%s: %s, want %s", uri, r.Bytes(route), want)
		}
	}
	check("/", "/")
	check("//", "//")
	check("/u/bob", "/u/:name")
	check("/u/bob?x=/y", "/u/:name")
	check("/u/bob/", "/u/:name/*")
	check("/u/", "/u/*")
	check("/u", "/u")
	check("/u//", "/u/*")
	check("/u/17/posts/18", "/u/:name/posts/:post")
	check("/u/17/posts/", "/u/:name/*")
	check("/u/me/x", "/u/me/*")
	check("/u/me", "/u/:name")
	check("/U/17", "/U/:id")
	check("/u17", "/u17")
	check("/v/Ä//x/", "/v/Ä//x/")
	check("/v/Ä/x/", "/v/Ä/x/")
	check("/17/18/end", "/:a-1/:b_2/end")
	check("/17/18/end/", "/:id/:id/end/")
	check("/17//end", "/:id//end")
	check("/files/a/1/2", "/files/*")
	check("http://example.com/u/bob", "/u/:name")
	check("*", "*")
	check("u/bob", "u/bob")
}

func TestRouteErrors(t *testing.T) {
	check := func(pattern, want string) {
		t.Helper()
		if err := NewFieldSet().Route(pattern); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", pattern, err, want)
		}
	}
	check("", `route "" does not begin with a slash`)
	check("u/:name", `route "u/:name" does not begin with a slash`)
	check("*", `route "*" does not begin with a slash`)
	check("/a/*/b", `route "/a/*/b": a star stands only at the end, behind a slash: /u/*`)
	check("/a*", `route "/a*": a star stands only at the end, behind a slash: /u/*`)
	check("/a/**", `route "/a/**": a star stands only at the end, behind a slash: /u/*`)
	check("/a/*rest", `route "/a/*rest": a star stands only at the end, behind a slash: /u/*`)
	check("/a/:", `route "/a/:": a colon without a name; write /u/:name`)
	check("/a/:/b", `route "/a/:/b": a colon without a name; write /u/:name`)
	check("/a/:b.json", `route "/a/:b.json": :b.json is no name of letters, digits, - and _ alone; it stands for the whole part`)
	check("/a/{b}/c", `route "/a/{b}/c": write :b for {b}`)
	check("/a?b=:c", `route "/a?b=:c" has a question mark: routes are of the path, which ends before it`)
}

// TestRoutePatternsAreRegexps has all short paths, and patterns that are short
// as well.
func TestRoutePatternsAreRegexps(t *testing.T) {
	var patterns []string
	var extend func(pattern string, left int)
	extend = func(pattern string, left int) {
		patterns = append(patterns, pattern+"/", pattern+"/*")
		if left == 0 {
			return
		}
		for _, part := range []string{"/a", "/:x", "/"} {
			patterns = append(patterns, pattern+part)
			extend(pattern+part, left-1)
		}
	}
	extend("", 2)
	var paths []string
	var grow func(path string)
	grow = func(path string) {
		paths = append(paths, path)
		if len(path) < 5 {
			grow(path + "/")
			grow(path + "a")
			grow(path + "\n")
		}
	}
	grow("")
	for _, pattern := range patterns {
		set := NewFieldSet()
		if err := set.Route(pattern); err != nil {
			t.Fatal(err)
		}
		re := routeRegexp(pattern)
		for _, path := range paths {
			if got, want := set.routeOf([]byte(path)) != nil, re.MatchString(path); got != want {
				t.Fatalf("%q of %q: %v, want %v", path, pattern, got, want)
			}
		}
	}
}

func FuzzRoutePatterns(f *testing.F) {
	f.Add("/u/:name", "/u/:name/*", "/u/bob")
	f.Add("/:a/:b/c", "/a//*", "/a//c")
	f.Add("/é/:x/", "/*", "/\xff/é/")
	f.Add("/u/:n/posts/:p", "/u/:n/*", "/u/17/posts/")
	f.Fuzz(func(t *testing.T, a, b, path string) {
		if strings.ContainsRune(a+b, utf8.RuneError) || len(a)+len(b) > 200 { // for package regexp any byte that is no UTF-8
			return
		}
		if NewFieldSet().Route(a) != nil || NewFieldSet().Route(b) != nil {
			return
		}
		checkPatterns(t, []string{a, b}, path)
	})
}

// BenchmarkRoutePatterns has as many patterns as a service has, of which the
// last is like one path in five.
func BenchmarkRoutePatterns(b *testing.B) {
	for _, n := range []int{0, 1, 40} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			set := NewFieldSet()
			for i := range n {
				pattern := "/api/v1/users/:user/items/:item"
				if i < n-1 {
					pattern = "/api/v1/" + string(rune('a'+i)) + "s" + []string{"", "/:id", "/:id/parts", "/:id/parts/:part", "/*"}[i%5]
				}
				if err := set.Route(pattern); err != nil {
					b.Fatal(err)
				}
			}
			route, _ := set.Add("route")
			benchmark(b, set, combined.Compile(set), route)
		})
	}
}
