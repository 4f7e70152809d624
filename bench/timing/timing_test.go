package timing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// noted returns a job that writes its name down, and fails in run number fail.
func noted(name string, list *[]string, fail int) Job {
	runs := 0
	return Job{Name: name, Run: func(context.Context) error {
		*list = append(*list, name)
		if runs++; runs == fail {
			return errors.New("out of paper")
		}
		return nil
	}}
}

func TestInTurn(t *testing.T) {
	var ran []string
	var told []string
	jobs := []Job{noted("a", &ran, 0), noted("b", &ran, 0)}
	jobs[1].Check = func() error {
		ran = append(ran, "check")
		return nil
	}
	times, err := InTurn(context.Background(), Plan{Runs: 2, Warmup: 1}, jobs, func(s Step) {
		told = append(told, fmt.Sprintf("%s %v %d/%d", s.Job, s.Warm, s.Done, s.Total))
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := strings.Fields("a b check a b check a b check"); !slices.Equal(ran, want) {
		t.Errorf("ran %q, want %q", ran, want)
	}
	if want := []string{"a true 0/6", "b true 1/6", "a false 2/6", "b false 3/6", "a false 4/6", "b false 5/6"}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
	if len(times) != 2 || len(times[0]) != 2 || len(times[1]) != 2 {
		t.Errorf("times %v", times)
	}
}

// What is timed is Run and nothing else.
func TestTimedIsRun(t *testing.T) {
	const long, short = 20 * time.Millisecond, 5 * time.Millisecond
	job := Job{
		Name:  "sleep",
		Run:   func(context.Context) error { time.Sleep(short); return nil },
		Check: func() error { time.Sleep(long); return nil },
	}
	times, err := InTurn(context.Background(), Plan{Runs: 5}, []Job{job}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if least := times[0].Min(); least < short || least >= long {
		t.Errorf("the best of five sleeps of %v took %v", short, least)
	}
}

func TestInTurnFails(t *testing.T) {
	var ran []string
	times, err := InTurn(context.Background(), Plan{Runs: 3}, []Job{noted("a", &ran, 0), noted("b", &ran, 2)}, nil)
	if err == nil || err.Error() != "b: out of paper" {
		t.Errorf("error %v", err)
	}
	if len(ran) != 4 || len(times[0]) != 2 || len(times[1]) != 1 {
		t.Errorf("ran %q, times %v", ran, times)
	}

	wrong := Job{Name: "c", Run: func(context.Context) error { return nil }, Check: func() error { return errors.New("wrong answer") }}
	times, err = InTurn(context.Background(), Plan{Runs: 1}, []Job{wrong}, nil)
	if err == nil || err.Error() != "c: wrong answer" || len(times[0]) != 0 {
		t.Errorf("error %v, times %v", err, times)
	}
	for _, p := range []Plan{{}, {Runs: -1}, {Runs: 1, Warmup: -1}} {
		if _, err := InTurn(context.Background(), p, nil, nil); err == nil {
			t.Errorf("%+v is accepted", p)
		}
	}
}

// A run that was cut short is no run, though its job may have ended well.
func TestInTurnIsStopped(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	runs := 0
	job := Job{Name: "a", Run: func(context.Context) error {
		if runs++; runs == 3 {
			stop()
		}
		return nil
	}}
	times, err := InTurn(ctx, Plan{Runs: 5}, []Job{job}, nil)
	if !errors.Is(err, context.Canceled) || runs != 3 || len(times[0]) != 2 {
		t.Errorf("%d runs, times %v, error %v", runs, times, err)
	}
	if _, err := InTurn(ctx, Plan{Runs: 5}, []Job{job}, nil); !errors.Is(err, context.Canceled) || runs != 3 {
		t.Errorf("%d runs, error %v", runs, err)
	}
}
