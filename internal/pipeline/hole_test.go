package pipeline

import (
	"bytes"
	"os"
	"reflect"
	"strings"
	"testing"

	"wf/aggregate"
	"wf/chunker"
)

// everyWindow runs the text in windows of many sizes, of all with CI set, mapped and
// read, and wants what is said of it to be the same: result, rejects, lines.
func everyWindow(t *testing.T, text string) *FileResult {
	t.Helper()
	name := files(t, text)
	type answer struct {
		file    FileResult
		rejects []Reject
		refused string
		lines   string
	}
	run := func(opt chunker.Options) (a answer) {
		opt.Ordered, opt.MaxLine = true, 200
		cfg := config(t, name, opt)
		var refused, out bytes.Buffer
		cfg.Rejects = NewRejects(&refused)
		cfg.Sink = NewLines(&out, 0, cfg.Source.Stop, appendRaw).Sink
		result, err := Run(cfg)
		if err != nil {
			t.Fatal(err)
		}
		for i := range result.Rejects {
			result.Rejects[i].run = 0 // depends on the windows
		}
		return answer{result.Files[0], result.Rejects, refused.String(), out.String()}
	}
	step := 17 // windows, so that the whole suite stays short
	if os.Getenv("CI") != "" && !testing.Short() {
		step = 1
	}
	want := run(chunker.Options{Sequential: true})
	for window := 1; window < len(text)+2; window += step {
		for _, opt := range []chunker.Options{{Workers: 2}, {IO: chunker.Read, Workers: 1}} {
			opt.Window = window
			if got := run(opt); !reflect.DeepEqual(got, want) {
				t.Fatalf("windows of %d: got %+v, want %+v", window, got, want)
			}
		}
	}
	return &want.file
}

// TestLinesBehindNULsAreAsLongAsWhatRemains has good lines behind holes that are
// longer than a line may be, and around one.
func TestLinesBehindNULsAreAsLongAsWhatRemains(t *testing.T) {
	nuls := func(n int) string { return strings.Repeat("\x00", n) }
	text := good + "\n" +
		nuls(300) + good + "\n" + // behind a hole
		nuls(150) + good + "\n" + // too long if NULs counted
		nuls(204) + good + "\r\n" + nuls(205) + good + "\n" + // around the least hole
		nuls(900) + "\n" + // blank
		good + nuls(400) + good + "\n" + // one torn by a crash, which is too long, and one behind the hole
		nuls(250) + strings.Repeat("x", 700) + nuls(260) + good + "\n" + // too long, and one behind
		nuls(206) + good[:60] // being written
	want := aggregate.Lines{Total: 11, Parsed: 7, Blank: 1, Incomplete: 1, Rejected: aggregate.Rejected{TooLong: 2}}
	got := everyWindow(t, text)
	if got.Lines != want || got.NULBytes != int64(strings.Count(text, "\x00")) || got.NULAt != int64(len(good)+1) {
		t.Errorf("got %+v, want %+v", *got, want)
	}
}

// TestLineBehindByteOrderMarkIsAsLongAsWithout has a mark, and NULs behind it,
// before lines about as long as they may be.
func TestLineBehindByteOrderMarkIsAsLongAsWithout(t *testing.T) {
	for n := 196; n < 208; n++ {
		line := good[:len(good)-1] + strings.Repeat("x", n-len(good)) + `"`
		for _, end := range []string{"", "\n", "\r\n"} {
			nuls := strings.Repeat("\x00", []int{0, 1, 150, 204, 205, 700}[n%6])
			got := everyWindow(t, "\ufeff"+nuls+line+end)
			if got.Lines.Total != 1 || got.NULBytes != int64(len(nuls)) || (got.Lines.Parsed == 1) != (n <= 200) || (got.Lines.Rejected.TooLong == 1) != (n > 200) {
				t.Errorf("a line of %d bytes with the end %q: %+v", n, end, *got)
			}
		}
	}
}
