package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

// savedLogs are logs of several formats, in the order of their names.
var savedLogs = []string{"../../testdata/logs/access.log", "../../testdata/logs/alb.log", "../../testdata/logs/json.log", "../../testdata/logs/nasty.log"}

// savedCommands are commands with all kinds of measures, keys and views.
var savedCommands = []string{
	"top path",
	"top status,method -m count,sum_bytes,avg_bytes,min_bytes,max_bytes,stddev_bytes -n 3",
	"top client -m count,p50_bytes,p99_bytes,distinct_path,visitors,rate,share,first,last,share_5xx -s p99_bytes",
	"top path --pivot class -m count,distinct_client --having 'count > 3'",
	"top path -m errors=share(status>=500),count -w 'status != 302' --max-rejects 0",
	"timeline",
	"timeline 1h --by class -m count,p95_bytes,distinct_client --tz Europe/Berlin",
	"timeline 1d --pivot status",
	"find 'GET (/[^/ ?]*)'",
	"find '(?P<method>[A-Z]+) (/[^/ ?]*)' -n 5 --pivot method --since 2020-01-01",
	"find 'GET (/[a-z]*)' --utc --route /u/:id",
	"--report 'top path -n 2' --report 'timeline 1d'",
	"",
}

// words splits a command at spaces that are not in quotes.
func words(command string) (list []string) {
	for i, part := range strings.Split(command, "'") {
		if i%2 == 1 {
			list = append(list, part)
		} else {
			list = append(list, strings.Fields(part)...)
		}
	}
	return list
}

// merged is what wf merge says of saved partials, in several outputs.
func merged(t *testing.T, files [][]byte) (all []string) {
	t.Helper()
	for _, output := range []string{"json", "table", "html"} {
		answer, code, messages, err := Merge(files, []string{"-o", output})
		if err != nil {
			t.Fatalf("merge: %v, %s", err, messages)
		}
		all = append(all, fmt.Sprintf("%d\n%s\n%s", code, messages, answer))
	}
	return all
}

// TestSaveShards deals counts out to shards, of all logs and of each, at the same
// time: merged in any order they give one answer, and one saved partial.
func TestSaveShards(t *testing.T) {
	t.Parallel()
	for i, command := range savedCommands {
		if testing.Short() && i%3 > 0 {
			continue
		}
		whole, messages, err := Save(append(words(command), savedLogs...), 1)
		if err != nil {
			t.Fatalf("%s: %v, %s", command, err, messages)
		}
		want := merged(t, whole)
		one, _, _, err := Merge(whole, []string{"-o", "wfp"})
		if err != nil {
			t.Fatal(err)
		}
		var parts [][]byte
		var mu sync.Mutex
		var wait sync.WaitGroup
		for i, log := range savedLogs {
			wait.Go(func() {
				files, messages, err := Save(append(words(command), log), i+1)
				if err != nil {
					t.Errorf("%s %s: %v, %s", command, log, err, messages)
				}
				mu.Lock()
				defer mu.Unlock()
				parts = append(parts, files...)
			})
		}
		wait.Wait()
		slices.SortFunc(parts, bytes.Compare) // some order
		if got := merged(t, parts); !slices.Equal(got, want) {
			t.Errorf("%s: the shards of each log give\n%.300s\nwant\n%.300s", command, got[0], want[0])
		}
		half, _, _, err := Merge(parts[:3], []string{"-o", "wfp"})
		if err != nil {
			t.Fatal(err)
		}
		all, _, _, err := Merge(append([][]byte{half}, parts[3:]...), []string{"-o", "wfp"})
		if err != nil || !bytes.Equal(all, one) {
			t.Errorf("%s: merged in steps it is another file (%v)", command, err)
		}
	}
}
