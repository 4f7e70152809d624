#!/usr/bin/env bash
# Writes what a release has besides the program into a folder: completions for
# shells, and the manual page as packages want it. The same commit gives the
# same bytes.
#
#	packaging/papers.sh FOLDER
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:?usage: packaging/papers.sh FOLDER}
mkdir -p "$folder"
go build -o "$folder/wf" .
"$folder/wf" completion bash >"$folder/wf.bash"
"$folder/wf" completion zsh >"$folder/_wf"
"$folder/wf" completion fish >"$folder/wf.fish"
"$folder/wf" completion powershell >"$folder/wf.ps1"
rm "$folder/wf"
gzip -9n <docs/man/wf.1 >"$folder/wf.1.gz"
