// Command gen writes a generated access log to standard output:
//
//	go run ./bench/gen -lines 5000000 > combined-5m.log
//	go run ./bench/gen -lines 5000000 -distinct > distinct-5m.log
//	go run ./bench/gen -lines 5000000 -format haproxy > haproxy-5m.log
//	go run ./bench/gen -lines 5000000 -format docker+json > docker-5m.log
//	go run ./bench/gen -example > testdata/logs/access.log
//
// The formats are those of bench.Formats, alone or with one of bench.Wrappers
// and a plus sign before them; gen -help names them.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"

	"wf/bench"
)

// formats is the help of -format.
func formats() string {
	return "one of " + strings.Join(bench.Formats(), ", ") +
		"; with a plus sign behind one of " + strings.Join(bench.Wrappers(), ", ") + " the lines are wrapped"
}

func main() {
	var o bench.GenerateOptions
	flag.IntVar(&o.Lines, "lines", 0, "lines to write")
	flag.StringVar(&o.Format, "format", "combined", formats())
	flag.Uint64Var(&o.Seed, "seed", 1, "another number gives another log")
	flag.IntVar(&o.Paths, "paths", 0, "different request targets (default 60000)")
	flag.IntVar(&o.Clients, "clients", 0, "different clients (default 350000)")
	flag.BoolVar(&o.Distinct, "distinct", false, "nearly every request target is unique")
	flag.Float64Var(&o.Nasty, "nasty", 0, "share of lines with a trap in them, 0 to 1")
	example := flag.Bool("example", false, "the small log of the documentation, about -lines long (default 2000)")
	flag.Parse()

	err := error(nil)
	switch {
	case flag.NArg() > 0:
		err = fmt.Errorf("unexpected argument %q", flag.Arg(0))
	case *example:
		err = bench.Example(os.Stdout, bench.ExampleOptions{Lines: o.Lines, Format: o.Format, Seed: o.Seed})
	default:
		err = bench.Generate(os.Stdout, o)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "gen: %v\n", err)
		os.Exit(1)
	}
}
