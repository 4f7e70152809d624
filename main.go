// Command wf, the wide finder, answers questions from access logs.
package main

import (
	"os"

	"wf/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
