package aggregate

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"strconv"
	"testing"
)

// TestBodiesAreReadInAnotherLanguage compares what a reader in Python, which was
// written from docs/wfp.md, makes of bodies with what was counted.
func TestBodiesAreReadInAnotherLanguage(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3")
	}
	t.Parallel()
	for _, q := range []Question{
		{Keys: []string{"path"}, Metrics: []string{"count", "sum_bytes", "stddev_bytes", "p95_bytes", "distinct_client", "count_5xx", "first", "last"}},
		{Keys: []string{TimeFit, "agent"}, Metrics: []string{"count", "rate", "visitors", "min_bytes", "count(status == 404)"}},
		{Metrics: []string{"count", "distinct_bytes", "p50_bytes", "max_bytes"}, Where: "status != 200"},
		{Keys: []string{"class"}, Metrics: []string{"distinct_bytes"}},
	} {
		list := requests(6000, 1500, 12)
		body := saved(t, fill(t, q, list, 2, 1, func(*Partial) {}))
		command := exec.Command(python, "testdata/body.py")
		command.Stdin = bytes.NewReader(body)
		out, err := command.Output()
		if err != nil {
			t.Fatalf("%v: %v", q, err)
		}
		var got struct {
			Keys []string
			Rows int64
			Sums map[string]string
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatal(err)
		}
		c := count(t, q, list, 3, 2)
		if !slices.Equal(got.Keys, q.Keys) || got.Rows != c.rows {
			t.Errorf("%v: %d rows by %v, not %d", q, got.Rows, got.Keys, c.rows)
		}
		if want := sumsOf(t, c, q, list); !maps.Equal(got.Sums, want) {
			t.Errorf("%v:\n%v, not\n%v", q, got.Sums, want)
		}
	}
}

// sumsOf is what the cells of all rows come to, by the lines that name them.
func sumsOf(t *testing.T, c *Counts, q Question, list []request) map[string]string {
	sums := map[string]string{}
	for _, saved := range c.spec.savedCells() {
		name, at := c.spec.describe(&saved.cell), c.totals[saved.at:]
		switch saved.kind {
		case cellSum:
			sums[name] = bigInt(getInt128(at)).String()
		case cellSquares:
			sums[name] = bigWords(at[:24]).String()
		case cellFirst, cellLast:
			sums[name] = fmt.Sprintf("(%d, %d)", getInt64(at), getInt64(at[8:]))
		case cellSamples:
			sums[name] = strconv.FormatInt(getInt64(c.totals[saved.numbers:]), 10)
		case cellDistinct:
			p := fill(t, q, list, 1, 1, func(*Partial) {})[0]
			countValues(p, saved.of, func(kind string, n int) {
				before, _ := strconv.Atoi(sums[name+" "+kind])
				sums[name+" "+kind] = strconv.Itoa(before + n)
			})
		default:
			sums[name] = strconv.FormatInt(getInt64(at), 10)
		}
	}
	return sums
}

// countValues calls f for each set of a Partial: with the number of its values,
// or with the sum of its registers.
func countValues(p *Partial, set int, f func(kind string, n int)) {
	if len(p.spec.keys) == 0 {
		f("values", p.sets[set].n)
		return
	}
	large := map[uint64][]byte{}
	for _, s := range p.groups[set].sketches {
		b, _ := s.sketch.AppendBinary(nil)
		large[s.group] = b[len(sketchHead):]
	}
	for i := range p.groups[set].pairs.parts {
		for _, pair := range p.groups[set].pairs.parts[i].each(0) {
			group, value := cutPair(rowKey(pair, 0))
			registers := large[group]
			if registers == nil {
				f("values", 1)
				continue
			}
			rest := value<<14 | 1<<13
			zeros := 0
			for ; rest&(1<<63) == 0; zeros++ {
				rest <<= 1
			}
			registers[value>>50] = max(registers[value>>50], byte(zeros+1))
		}
	}
	for _, registers := range large {
		sum := 0
		for _, r := range registers {
			sum += int(r)
		}
		f("sketch", sum)
	}
}
