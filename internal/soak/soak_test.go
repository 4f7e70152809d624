// Package soak runs the command as long as one likes on logs and questions that
// are drawn at random, and wants the same answer whatever the number of
// workers, the way of reading and the form of the files.
//
//	make soak SOAKTIME=1h          from a seed of its own
//	make soak SEED=42              the round of that seed, and no other
//
// A round draws some logs from its seed (log_test.go, damage_test.go), asks
// questions about them (question_test.go, condition_test.go), and compares what
// the command says in one goroutine, of plain files, with what it says in other
// ways (way_test.go). Another part of it calls the pipeline itself, for chunks
// of any size (engine_test.go). On a difference the folder of the round is
// kept, with the commands.
package soak

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"

	"wf/internal/cli"
)

var (
	soakTime = flag.Duration("soaktime", 0, "how long to go on; 0 runs a few rounds of known seeds")
	soakSeed = flag.String("soakseed", "", "run the round of this seed and no other")
)

// asCommand is set in the environment of a test binary that is to be wf.
const asCommand = "WF_SOAK_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// TestSoak is the target. Without flags it runs a few rounds, so that it stays
// true itself.
func TestSoak(t *testing.T) {
	switch {
	case *soakSeed != "":
		seed, err := strconv.ParseUint(*soakSeed, 10, 64)
		if err != nil {
			t.Fatalf("SEED=%s: want a number", *soakSeed)
		}
		new(soak).round(t, seed)
	case *soakTime > 0:
		s := &soak{began: time.Now()}
		first := uint64(s.began.UnixNano()) // two that begin together draw different rounds
		for seed := first; time.Since(s.began) < *soakTime && !t.Failed(); seed++ {
			s.round(t, seed)
			s.progress(t)
		}
		s.report(t)
	default:
		s := &soak{began: time.Now()}
		for seed := range uint64(quickRounds()) {
			s.round(t, seed)
		}
		s.report(t)
		if s.failed*2 > s.questions {
			t.Errorf("%d of %d questions have no answer", s.failed, s.questions)
		}
	}
}

// quickRounds is how many rounds go test runs.
func quickRounds() int {
	if testing.Short() {
		return 3
	}
	return 8
}

// soak counts what was done.
type soak struct {
	began    time.Time
	reported time.Time

	rounds, lines, questions, failed, runs int
	distinct                               map[uint64]struct{} // questions, by a hash
}

// progress prints a line each minute.
func (s *soak) progress(t *testing.T) {
	if time.Since(s.reported) > time.Minute {
		s.reported = time.Now()
		s.report(t)
	}
}

// count counts a question.
func (s *soak) count(q question) {
	if s.distinct == nil {
		s.distinct = map[uint64]struct{}{}
	}
	s.questions++
	s.distinct[xxhash.Sum64String(quoted(q.words))] = struct{}{}
}

func (s *soak) report(t *testing.T) {
	text := fmt.Sprintf("%v: %d rounds, %d lines, %d questions, %d of them distinct, %d without an answer, %d runs compared\n",
		time.Since(s.began).Round(time.Second), s.rounds, s.lines, s.questions, len(s.distinct), s.failed, s.runs)
	if *soakTime > 0 {
		fmt.Print(text) // at once, which t.Log is not
	} else {
		t.Log(text)
	}
}

// round draws logs from a seed and compares the answers to questions about
// them.
func (s *soak) round(t *testing.T, seed uint64) {
	t.Helper()
	dir, err := os.MkdirTemp("", fmt.Sprintf("wf-soak-%d-", seed))
	if err != nil {
		t.Fatal(err)
	}
	r := &round{soak: s, draw: newDraw(seed), seed: seed, dir: dir}
	if err := r.run(); err != nil {
		t.Errorf("seed %d: %v\nthe files are in %s; make soak SEED=%d runs it again", seed, err, dir, seed)
		return
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	s.rounds++
}

// round is one set of logs.
type round struct {
	*soak
	draw
	seed uint64
	dir  string
	logs []log
}

// run asks questions about a set of logs, of the command and of the pipeline.
func (r *round) run() error {
	r.logs = r.drawLogs()
	for _, l := range r.logs {
		r.lines += l.lines()
	}
	forms, err := r.writeForms()
	if err != nil {
		return err
	}
	if err := r.compareEngine(); err != nil {
		return err
	}
	for range 1 + r.IntN(5) {
		q := r.question()
		r.count(q)
		if err := r.compareCommand(q, forms); err != nil {
			return err
		}
	}
	return nil
}

// command is the path of the program that is run.
func command() (string, error) { return os.Executable() }

// place is a path in the folder of the round.
func (r *round) place(elem ...string) string {
	return filepath.Join(append([]string{r.dir}, elem...)...)
}

// haveTool reports whether a program is there.
func haveTool(name string) bool {
	_, err := exec.LookPath(name)
	return err == nil
}
