package state

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestRandom does what rotation does in any order, with runs at any time between
// its steps, and wants each line counted once. WF_STATE_KILLS has it do so more
// often.
func TestRandom(t *testing.T) {
	seeds := uint64(8)
	if os.Getenv("WF_STATE_KILLS") != "" {
		seeds = 500
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			w := &writer{reader: newReader(t), r: rand.New(rand.NewPCG(seed, 0))}
			w.write("access.log", "")
			for range 40 {
				w.step()
			}
			w.look()
			w.wantOnce(w.all.String())
		})
	}
}

// FuzzRotation does what rotation does in the order that bytes say.
func FuzzRotation(f *testing.F) {
	for seed := range uint64(4) {
		r := rand.New(rand.NewPCG(seed, 0))
		var choices []byte
		for range 200 {
			choices = append(choices, byte(r.Uint32()))
		}
		f.Add(choices)
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		b := choices[:min(len(choices), 400)]
		w := &writer{reader: newReader(t), r: rand.New((*bytesSource)(&b))}
		w.write("access.log", "")
		for len(b) > 0 {
			w.step()
		}
		w.look()
		w.wantOnce(w.all.String())
	})
}

// bytesSource makes choices of bytes, and behind them always the same one.
type bytesSource []byte

func (s *bytesSource) Uint64() uint64 {
	if len(*s) == 0 {
		return 0x33cc_55aa_33cc_55aa // not 0, for which some ask again
	}
	n := uint64((*s)[0])
	*s = (*s)[1:]
	return n * 0x0101010101010101
}

// writer is a server and the rotation of its log.
type writer struct {
	*reader
	r   *rand.Rand
	n   int
	all strings.Builder // what was written
}

// step is one of the things that happen to logs, in parts between which the logs
// may be looked at.
func (w *writer) step() {
	switch w.r.IntN(8) {
	case 0, 1, 2:
		w.log()
	case 3, 4:
		w.look()
	case 5:
		w.rotate()
		w.maybeLook()
		w.write("access.log", "")
	case 6: // copy and truncate
		text, _ := os.ReadFile(w.path("access.log"))
		w.rotateTo(1)
		w.write("access.log.1", string(text[:w.r.IntN(len(text)+1)]))
		w.maybeLook()
		w.write("access.log.1", string(text))
		w.maybeLook()
		w.write("access.log", "")
	case 7:
		for _, name := range w.names("access.log.[0-9]") {
			w.write(name+".gz", "\x1f\x8b\x08")
			w.maybeLook()
			w.compress(name)
			w.maybeLook()
			w.remove(name)
		}
	}
}

// log writes some lines, most often short ones.
func (w *writer) log() {
	for range w.r.IntN(4) {
		w.n++
		line := fmt.Sprintf("line %d %s\n", w.n, strings.Repeat("x", w.r.IntN(20)*w.r.IntN(100)))
		w.all.WriteString(line)
		half := w.r.IntN(len(line))
		w.append("access.log", line[:half])
		if w.r.IntN(10) == 0 {
			w.maybeLook()
		}
		w.append("access.log", line[half:])
	}
}

func (w *writer) maybeLook() {
	if w.r.IntN(2) == 0 {
		w.look()
	}
}

// look is a run over all that there is, in any order.
func (w *writer) look() {
	names := w.names("access*")
	w.r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	w.run(names...)
}

func (w *writer) names(pattern string) (names []string) {
	paths, err := filepath.Glob(w.path(pattern))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, path := range paths {
		names = append(names, filepath.Base(path))
	}
	return names
}

// rotate gives the log the number 1, and the others the next ones.
func (w *writer) rotate() {
	w.rotateTo(1)
	w.rename("access.log", "access.log.1")
}

// rotateTo makes room for a log with a number.
func (w *writer) rotateTo(n int) {
	name := fmt.Sprintf("access.log.%d", n)
	for _, ending := range []string{"", ".gz"} {
		if _, err := os.Stat(w.path(name + ending)); err == nil {
			w.rotateTo(n + 1)
			w.rename(name+ending, fmt.Sprintf("access.log.%d%s", n+1, ending))
			if ending == "" {
				w.maybeLook()
			}
		}
	}
}
