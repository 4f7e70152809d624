package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What docs/cluster.md has clusters run for a part of a log runs in a shell: the
// task of an array of Slurm, and the script for Spark and Hadoop with what puts
// its lines together. All parts come to what one run says.
func TestClusterScripts(t *testing.T) {
	if _, err := exec.Command("sh", "-c", "echo | base64 -w 0").Output(); err != nil {
		t.Skip("no base64 as GNU has it")
	}
	text, err := os.ReadFile("docs/cluster.md")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	block := func(holds string) string {
		for i, part := range strings.Split(string(text), "```") {
			if body, plain := strings.CutPrefix(part, "\n"); i%2 == 1 && plain && strings.Contains(body, holds) {
				return body
			}
		}
		t.Fatalf("docs/cluster.md has no block with %q", holds)
		return ""
	}
	for name, holds := range map[string]string{"mapper.sh": "base64 -w 0", "wf.sbatch": "#SBATCH", "merge.sh": "done < encoded"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(block(holds)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("sh", "-e", "-c", `
wf bench gen --lines 20k > 'large log'
wf plan --splits 3 'large log' > ranges
sh mapper.sh < ranges > encoded
sh merge.sh > mapped
for SLURM_ARRAY_TASK_ID in 1 2 3; do export SLURM_ARRAY_TASK_ID; SLURM_CPUS_PER_TASK=1 sh wf.sbatch; done
wf merge parts/*.wfp > dealt
wf top path -m count,p95_bytes 'large log' > whole
cmp mapped whole
cmp dealt whole
test -s whole`)
	cmd.Dir, cmd.Env = folder, paperEnv(folder)
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}
