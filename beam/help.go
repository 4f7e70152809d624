package main

import (
	"flag"
	"fmt"
	"strings"
)

// usage is wf-beam --help, without the flags of Beam.
const usage = `wf-beam answers questions from access logs with Apache Beam: on this machine, or
on a cluster of Flink, Spark or Dataflow. The answer is that of wf, byte for byte.

  wf-beam [FLAGS] -- WORDS OF WF

  wf-beam -- top path -m count,p95_duration -w 'status >= 500' access.log*
  wf-beam --processes 2 -- timeline 1h -o day.json access.log
  wf-beam --runner flink --endpoint localhost:8099 --environment_type PROCESS \
      --environment_config '{"command":"/opt/wf-beam"}' --folder /shared/parts \
      -- top client -n 100 /shared/logs/*.log

Behind -- stands what would stand behind wf, of the commands that count: the
report, top, timeline and find. All workers have to see the files under the names
that are given. A compressed file is counted by one worker, a plain one by many.

Flags of wf-beam:
  --folder FOLDER     where the workers leave what they have counted, as .wfp files
                      that wf merge reads: a folder that all of them and this
                      machine see, or gs://BUCKET/FOLDER or s3://BUCKET/FOLDER. On
                      this machine it may be left out
  --shards N          of the keys, each of which is combined apart; default 1 on
                      Prism, 16 on others
  --size SIZE         of the ranges that files are dealt out in; default 256M
  --processes N       so many workers on this machine, each a process of its own;
                      default: this process is the worker
  --verbose           what Beam has to say
  --version

Flags of Beam that are wanted most:
  --runner NAME       prism (default, part of this program), flink, spark, dataflow,
                      or universal for any other that has a job service
  --endpoint ADDRESS  of the runner's job service
  --environment_type TYPE, --environment_config TEXT
                      how the runner starts workers: PROCESS with
                      '{"command":"/path/of/wf-beam"}' where this program is
                      installed, DOCKER with the name of an image, LOOPBACK for
                      this process
  --parallelism N     of Flink and Spark
  --beam_strict       check the pipeline before it runs

Exit codes are those of wf.

All flags of Beam:
`

// help is wf-beam --help.
func help() string {
	var text strings.Builder
	text.WriteString(usage)
	own := flag.NewFlagSet("", flag.ContinueOnError)
	new(options).bind(own)
	flag.CommandLine.VisitAll(func(f *flag.Flag) {
		if own.Lookup(f.Name) == nil {
			fmt.Fprintf(&text, "  --%s\n      %s\n", f.Name, strings.ReplaceAll(f.Usage, "\n", "\n      "))
		}
	})
	return text.String()
}
