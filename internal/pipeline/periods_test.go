package pipeline

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"wf/chunker"
)

// TestTallyPeriods compares the counts of each period with those of a run over
// its lines alone, byte for byte, where there are more periods than tables of
// them, and little memory.
func TestTallyPeriods(t *testing.T) {
	const workers, questions = 2, 3
	draw := rand.New(rand.NewPCG(7, 8))
	byDay := make(map[int64]*strings.Builder)
	var all strings.Builder
	begin := time.Date(1969, 12, 25, 0, 0, 0, 0, time.UTC)
	for range 2000 {
		at := begin.Add(time.Duration(draw.IntN(300*24*60)) * time.Minute)
		line := timed{fmt.Sprintf("/%d", draw.IntN(30)), at.In(time.FixedZone("", 3600))}.line()
		all.WriteString(line)
		day := int64(at.Add(time.Hour).Sub(begin).Hours() / 24)
		if byDay[day] == nil {
			byDay[day] = new(strings.Builder)
		}
		byDay[day].WriteString(line)
	}
	cfg := config(t, files(t, all.String()), chunker.Options{Workers: workers, Window: 10_000})
	specs := liveSpecs(t, &cfg, questions)
	store := new(memoryStore)
	cfg.Budget = Budget{Bytes: 1 << 20, Store: store}
	const first, left = -7 * 24, 20 // the hour of begin, and a day that is not wanted
	_, whole, periods, err := TallyPeriods(cfg, specs, func(hour int64) (int64, bool) {
		day := (hour - first) / 24
		return day, day != left
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := bodies(t, whole), bodies(t, tallyText(t, questions, all.String())); got != want {
		t.Error("the whole is another")
	}
	if n := len(periods.Numbers()); n != len(byDay)-1 || store.size() == 0 {
		t.Errorf("%d periods of %d, %d bytes in the Store", n, len(byDay), store.size())
	}
	var mu sync.Mutex
	numbers := periods.Numbers()
	err = periods.Each(workers, numbers, func(i int, of *Period, got *Tallied, _ int) error {
		mu.Lock()
		defer mu.Unlock()
		text := byDay[numbers[i]].String()
		if bodies(t, got) != bodies(t, tallyText(t, questions, text)) {
			t.Errorf("day %d is another", numbers[i])
		}
		if f := of.Files[0]; f.Lines.Parsed != int64(strings.Count(text, "\n")) || f.Bytes != int64(len(text)) || !f.Lines.Check() {
			t.Errorf("day %d has %+v", numbers[i], f)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// tallyText counts the lines of a text.
func tallyText(t *testing.T, questions int, text string) *Tallied {
	t.Helper()
	cfg := config(t, files(t, text), chunker.Options{})
	_, tallied, err := Tally(cfg, liveSpecs(t, &cfg, questions))
	if err != nil {
		t.Fatal(err)
	}
	return tallied
}

// bodies are what is saved of counts.
func bodies(t *testing.T, tallied *Tallied) string {
	t.Helper()
	var text bytes.Buffer
	if _, err := tallied.Save(1, func(int) ([]io.Writer, error) { return []io.Writer{&text}, nil }); err != nil {
		t.Fatal(err)
	}
	return text.String()
}
