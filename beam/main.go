// Command wf-beam runs the questions of wf as an Apache Beam pipeline: on this
// machine by default, on Flink, Spark or Dataflow by --runner. It adds nothing
// to wf but the engine: formats, filters, keys and metrics, the plan of ranges,
// the saved partials and the output are those of wf's packages.
//
//	ranges of files -> count each, as wf would -> (shard, partial) -> combine -> a .wfp for each shard
//
// What the pipeline leaves is merged and shown by the program that began it, as
// wf merge does.
package main

import (
	"context"
	"os"
)

func main() {
	if s, ok := startOf(os.Args[1:]); ok {
		os.Exit(boot(context.Background(), s))
	}
	os.Exit(run(context.Background(), os.Args[1:]))
}
