package diff

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"wf/aggregate"
	"wf/parser"
)

// request is a line of a log, as far as it is compared. Sizes below 256 are told
// apart exactly.
type request struct {
	path         string
	status, size int
}

// requests draws n requests; of some paths more fail, or are large, on one side.
func requests(r *rand.Rand, side, n int) []request {
	list := make([]request, n)
	for i := range list {
		k := r.IntN(40) * r.IntN(3)
		q := request{fmt.Sprintf("/%d", k), 200, r.IntN(100)}
		switch {
		case k == 1+side, k == 6 && r.IntN(4) == side:
			q.path = "/only" + q.path
		case k == 3 && side == 1 && r.IntN(3) > 0, r.IntN(200) == 0:
			q.status = 500
		case k%10 == 4:
			q.size += 150 * side
		case k%10 == 8:
			q.size += 150 * (1 - side)
		case k == 0 && side == 0 && r.IntN(3) == 0:
			q.path = "/10"
		}
		list[i] = q
	}
	return list
}

var measures = Measures{Errors: 1, Percentiles: []int{2}}

// counts counts requests for a side.
func counts(t testing.TB, other *aggregate.Spec, list []request) *aggregate.Counts {
	t.Helper()
	set := parser.NewFieldSet()
	spec, err := aggregate.CompileSide(aggregate.Question{Keys: []string{"path"}, Metrics: []string{"count", "count_5xx", "p95_bytes"}}, set, other)
	if err != nil {
		t.Fatal(err)
	}
	format, _ := parser.LookupFormat("common")
	p, record, partial := format.Compile(set), parser.NewRecord(set), aggregate.NewPartial(spec, nil)
	for _, q := range list {
		line := fmt.Sprintf(`10.0.0.1 - - [01/Mar/2026:10:00:00 +0000] "GET %s HTTP/1.1" %d %d`, q.path, q.status, q.size)
		if record.Reset(""); p.Parse([]byte(line), record) != parser.Parsed {
			t.Fatalf("rejected: %s", line)
		}
		partial.Add(record)
		partial.Flush()
	}
	return aggregate.Merge([]*aggregate.Partial{partial}, 1)
}

// rows prints the rows of an answer.
func rows(a *Answer) (list []string) {
	t := a.Table("")
	names := []string{"path", "change", "significant", "requests_a", "requests_b", "share_p", "error_share_p", "p95_bytes_p"}
	for row := range t.Rows {
		var cells []string
		for _, name := range names {
			v := row[slices.IndexFunc(t.Columns, func(c aggregate.Column) bool { return c.Name == name })]
			switch v.Kind {
			case aggregate.Text:
				cells = append(cells, string(v.Bytes))
			case aggregate.Integer:
				cells = append(cells, string(v.Int.Append(nil)))
			case aggregate.Ratio:
				cells = append(cells, fmt.Sprintf("%.12g", v.Float))
			default:
				cells = append(cells, "-")
			}
		}
		list = append(list, strings.Join(cells, " "))
	}
	return list
}

// plainRow is a row as the plain comparison has it.
type plainRow struct {
	path    string
	class   int
	effect  float64
	change  string
	ps      [3]float64 // share, errors, sizes; below 0 if not tested
	least   [3]float64 // that each could be
	n       [2]int
	named   []string
	up, bad [3]float64 // by test: whether and for how many requests it got worse
}

// plainRows compares two lists by maps and sorting.
func plainRows(lists [2][]request, alpha float64) (texts []string) {
	groups := map[string][2][]request{"": lists}
	for side, list := range lists {
		for _, q := range list {
			g := groups[q.path]
			g[side] = append(g[side], q)
			groups[q.path] = g
		}
	}
	var rows []*plainRow
	var ps []float64
	for _, path := range slices.Sorted(maps.Keys(groups)) {
		r := plainTests(path, groups[path], [2]int{len(lists[0]), len(lists[1])})
		rows = append(rows, r)
		for i, p := range r.ps {
			if p >= 0 && r.least[i] <= alpha {
				ps = append(ps, p)
			}
		}
	}
	slices.Sort(ps)
	limit := -1.
	for i, p := range ps {
		if p*float64(len(ps)) <= alpha*float64(i+1) {
			limit = p
		}
	}
	for _, r := range rows {
		r.judge(limit)
	}
	slices.SortFunc(rows, func(a, b *plainRow) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(b.effect, a.effect), cmp.Compare(a.path, b.path))
	})
	for _, r := range rows {
		if r.path == "" {
			continue
		}
		text := []string{r.path, cmp.Or(r.change, "-"), cmp.Or(strings.Join(r.named, " "), "-"), fmt.Sprint(r.n[0]), fmt.Sprint(r.n[1])}
		for _, p := range r.ps {
			switch {
			case p < 0:
				text = append(text, "-")
			case p < 1e-15:
				text = append(text, "0")
			default:
				text = append(text, fmt.Sprintf("%.12g", p))
			}
		}
		texts = append(texts, strings.Join(text, " "))
	}
	return texts
}

func plainTests(path string, g [2][]request, all [2]int) *plainRow {
	r := &plainRow{path: path, n: [2]int{len(g[0]), len(g[1])}, ps: [3]float64{-1, -1, -1}}
	test := func(number int, count func([]request) int, of [2]int) {
		x := [2]int{count(g[0]), count(g[1])}
		r.ps[number] = Proportions(int64(x[0]), int64(of[0]), int64(x[1]), int64(of[1]))
		r.least[number] = 1
		for x1 := max(0, x[0]+x[1]-of[1]); x1 <= min(of[0], x[0]+x[1]); x1++ {
			r.least[number] = min(r.least[number], Proportions(int64(x1), int64(of[0]), int64(x[0]+x[1]-x1), int64(of[1])))
		}
		r.up[number] = float64(x[1])/float64(of[1]) - float64(x[0])/float64(of[0])
		r.bad[number] = math.Abs(r.up[number]) * float64(of[1])
	}
	if r.bad[0] = float64(r.n[0] + r.n[1]); path != "" && all[0] > 0 && all[1] > 0 {
		test(0, func(g []request) int { return len(g) }, all)
	}
	if r.n[0] > 0 && r.n[1] > 0 {
		test(1, func(g []request) (n int) {
			for _, q := range g {
				n += q.status / 500
			}
			return n
		}, r.n)
		limit := percentile(slices.Concat(g[0], g[1]))
		test(2, func(g []request) (n int) {
			for _, q := range g {
				if q.size > limit {
					n++
				}
			}
			return n
		}, r.n)
		if a, b := percentile(g[0]), percentile(g[1]); a == b || (b > a) != (r.up[2] > 0) {
			r.bad[2] = -1 // nothing to see
		}
	}
	return r
}

func percentile(g []request) int {
	var sizes []int
	for _, q := range g {
		sizes = append(sizes, q.size)
	}
	slices.Sort(sizes)
	return sizes[(len(sizes)*95+99)/100-1]
}

func (r *plainRow) judge(limit float64) {
	var sure [3]bool
	for i, p := range r.ps {
		if sure[i] = p >= 0 && p <= limit; sure[i] {
			r.named = append(r.named, []string{"share", "error_share", "p95_bytes"}[i])
		}
	}
	worse, better := -1., -1.
	for i := 1; i < 3; i++ {
		if sure[i] && r.bad[i] >= 0 {
			if r.up[i] > 0 {
				worse = max(worse, r.bad[i])
			} else {
				better = max(better, r.bad[i])
			}
		}
	}
	r.effect = r.bad[0]
	switch {
	case r.n[0] == 0 || r.n[1] == 0:
		r.change, r.class = map[bool]string{true: "new", false: "gone"}[r.n[0] == 0], 5
		if sure[0] {
			r.class = 1
		}
	case worse >= 0:
		r.change, r.class, r.effect = "worse", 0, worse
	case better >= 0:
		r.change, r.class, r.effect = "better", 2, better
	case sure[0]:
		r.change, r.class = map[bool]string{true: "more", false: "less"}[r.up[0] > 0], 3
	default:
		r.class = 6
	}
}

func TestCompareEqualsThePlainOne(t *testing.T) {
	seen := map[string]bool{}
	for seed := range uint64(16) {
		r := rand.New(rand.NewPCG(seed, 1))
		n := []int{0, 50, 2000, 9000}
		lists := [2][]request{requests(r, 0, n[r.IntN(4)]), requests(r, 1, n[r.IntN(4)])}
		a := counts(t, nil, lists[0])
		b := counts(t, a.Spec(), lists[1])
		want := plainRows(lists, 0.01)
		for _, limit := range []int{0, 1, 7} {
			answer, err := Compare(a, b, measures, Options{Alpha: 0.01, Workers: 2, Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			expect := want
			if limit > 0 {
				expect = want[:min(limit, len(want))]
			}
			if got := rows(answer); !slices.Equal(got, expect) || answer.Total != int64(len(want)) {
				t.Fatalf("seed %d, limit %d: got\n%s\nwant\n%s", seed, limit, strings.Join(got, "\n"), strings.Join(expect, "\n"))
			}
		}
		for _, row := range want {
			seen[strings.Fields(row)[1]] = true
		}
	}
	for _, change := range []string{"worse", "better", "new", "gone", "more", "less", "-"} {
		if !seen[change] {
			t.Errorf("no row was %s", change)
		}
	}
}

func TestOrdersAndConditions(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	a := counts(t, nil, requests(r, 0, 4000))
	b := counts(t, a.Spec(), requests(r, 1, 4000))
	check := func(o Options, want string) {
		t.Helper()
		o.Alpha, o.Workers = 0.01, 2
		answer, err := Compare(a, b, measures, o)
		got := fmt.Sprint(err)
		if err == nil {
			got = ""
			for _, row := range rows(answer) {
				got += strings.Fields(row)[0] + " "
			}
			if v := answer.Verdict; v != nil {
				got += fmt.Sprint(v.Holds, v.Rows)
			}
		}
		if strings.TrimSpace(got) != want {
			t.Errorf("%+v:\ngot  %s\nwant %s", o, got, want)
		}
	}
	check(Options{Sort: "path", Limit: 3}, "/0 /1 /10")
	check(Options{Sort: "path", Limit: 2, Reverse: true}, "/only/6 /only/2")
	check(Options{Sort: "requests_a", Limit: 1}, "/0")
	check(Options{Having: "change == 'worse' and significant contains 'error_share'"}, "/3")
	check(Options{Having: "requests_a == 0", Sort: "path"}, "/1 /only/2")
	check(Options{Having: "path in ['/0', '/3'] and share_change < 1", Sort: "path"}, "/0 /3")
	check(Options{Limit: 1, FailIf: "change == 'new'", Having: "path == '/0'"}, "/0 true 2")
	check(Options{Limit: 1, FailIf: "p95_bytes_change > 50", Having: "path == '/0'"}, "/0 false 0")
	check(Options{MostRows: 3}, "more than 3 rows do not fit into memory in order; -n 10000 shows the first of them")
	check(Options{Sort: "nothing"}, `cannot sort by "nothing": it is no column; columns: `+strings.Join(known(t, a.Spec()), " "))
}

func known(t *testing.T, spec *aggregate.Spec) []string {
	c, err := newComparison(spec, measures, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c.known()
}
