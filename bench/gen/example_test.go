package gen

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// update makes the small logs in testdata again:
//
//	go test ./bench/gen -run TestExampleIsTheLogInTestdata -update
var update = flag.Bool("update", false, "write the logs of testdata/logs")

// The small logs in testdata are what the generator writes.
func TestExampleIsTheLogInTestdata(t *testing.T) {
	check := func(name string, o ExampleOptions) {
		t.Helper()
		path := "../../testdata/logs/" + name
		var got bytes.Buffer
		if err := Example(&got, o); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(path, got.Bytes(), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("testdata/logs/%s is not what Example(%+v) writes", name, o)
		}
	}
	check("access.log", ExampleOptions{})
	check("timed.log", ExampleOptions{Format: "traefik"})
	for _, format := range []string{"common", "combined", "main", "vhost_common", "vhost_combined", "combined-extra"} {
		check(format+".log", ExampleOptions{Lines: 120, Format: format, Seed: 2})
	}
	for _, format := range []string{
		"lighttpd", "varnishncsa", "traefik", "json", "ltsv", "ingress", "w3c", "cloudfront", "elb", "alb", "s3", "haproxy",
		"haproxy_tcp", "haproxy_clf", "envoy", "istio", "envoy_json", "logfmt", "caddy", "traefik_json", "squid", "uwsgi", "gcs",
	} {
		check(format+".log", ExampleOptions{Lines: 30, Format: format, Seed: 11})
	}
	check("syslog.log", ExampleOptions{Lines: 30, Format: "syslog+haproxy", Seed: 11})
	check("docker.log", ExampleOptions{Lines: 30, Format: "docker+combined", Seed: 11})
	check("cri.log", ExampleOptions{Lines: 30, Format: "cri+combined", Seed: 11})
}

func TestExampleRejectsBadOptions(t *testing.T) {
	check := func(want string, o ExampleOptions) {
		t.Helper()
		if err := Example(&bytes.Buffer{}, o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v, want one with %q", o, err, want)
		}
	}
	check("cannot write 19 lines", ExampleOptions{Lines: 19})
	check(`unknown format "xml"`, ExampleOptions{Format: "xml"})
	full := errors.New("disk full")
	if err := Example(failingWriter{full}, ExampleOptions{}); !errors.Is(err, full) {
		t.Errorf("error %v", err)
	}
}

// The documentation tells what happened in the example; it has to be there.
func TestExampleTellsItsStory(t *testing.T) {
	log, err := os.ReadFile("../../testdata/logs/access.log")
	if err != nil {
		t.Fatal(err)
	}
	const from, to = `\[03/Mar/2026:`, ` \+0000\] "[^"]*" `
	check := func(what, pattern string, least, most, leastClients, mostClients int) {
		t.Helper()
		clients := map[string]bool{}
		found := regexp.MustCompile(`(?m)^(\S+) - \S+ `+pattern).FindAllSubmatch(log, -1)
		for _, m := range found {
			clients[string(m[1])] = true
		}
		if len(found) < least || len(found) > most {
			t.Errorf("%s: %d lines, want %d to %d", what, len(found), least, most)
		}
		if len(clients) < leastClients || len(clients) > mostClients {
			t.Errorf("%s: %d clients, want %d to %d", what, len(clients), leastClients, mostClients)
		}
	}
	check("errors in the ten minutes", from+`09:1\d:\d\d`+to+`5\d\d`, 40, 200, 10, 100)
	check("errors at all", `\[[^]]+\] "[^"]*" 5\d\d`, 45, 220, 10, 100)
	check("the scan", `\[02/Mar/2026:22:4\d:\d\d`+to+`404 \d+ "-" "[^"]*zgrab`, 80, 120, 1, 1)
	check("silence", from+`03:(?:1[2-9]|[2-4]\d|5[0-8])`, 0, 0, 0, 0)
	check("just before the silence", from+`0[23]:`, 5, 100, 2, 100)
	check("robots", `.*(?:Googlebot|bingbot|AhrefsBot)`, 100, 400, 3, 3)
	check("a broken picture", `.*/images/spring-sale\.png HTTP/2\.0" 404`, 40, 300, 30, 200)
}

// The table in testdata/logs has each log with its number of lines.
func TestReadmeCountsTheLines(t *testing.T) {
	const dir = "../../testdata/logs/"
	readme, err := os.ReadFile(dir + "README.md")
	if err != nil {
		t.Fatal(err)
	}
	logs, err := filepath.Glob(dir + "*.log")
	if err != nil || len(logs) < 9 {
		t.Fatalf("found %d logs, error %v", len(logs), err)
	}
	for _, name := range logs {
		log, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n := bytes.Count(log, []byte("\n"))
		if log[len(log)-1] != '\n' {
			n++
		}
		row := fmt.Sprintf("| `%s` | %s |", filepath.Base(name), thousands(n))
		if !bytes.Contains(readme, []byte(row)) {
			t.Errorf("README.md has no row %q", row)
		}
	}
}

// thousands writes n, under a million, with its separator.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}
