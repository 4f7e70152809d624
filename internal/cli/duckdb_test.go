package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// duckdb answers queries with DuckDB, as TSV with absent values as a dash. It
// skips the test where node does not find @duckdb/node-api, by NODE_PATH.
func duckdb(t *testing.T, queries ...string) string {
	t.Helper()
	const script = `
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
  const c = await (await DuckDBInstance.create(':memory:')).connect();
  for (const q of process.argv.slice(1)) {
    const r = await c.runAndReadAll(q);
    for (const row of r.getRows()) console.log(row.map(v => v === null ? '-' : String(v)).join('\t'));
  }
})().catch(e => { console.error(e.message); process.exit(1) });`
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip(err)
	}
	if exec.Command(node, "-e", "require('@duckdb/node-api')").Run() != nil {
		t.Skip("node has no @duckdb/node-api")
	}
	cmd := exec.Command(node, append([]string{"-e", script}, queries...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// DuckDB reads the same from a table, from CSV and from NDJSON as wf prints, and
// awk counts.
func TestDuckDB(t *testing.T) {
	const fields = "time,client,user,method,path,query,status,bytes,referrer,agent"
	logs := filepath.Join("..", "..", "testdata", "logs")
	log := filepath.Join(logs, "combined.log")
	folder := t.TempDir()
	lines, _, _ := wf(t, "", "print", "-q", "--fields", fields, log)
	queries := []string{"set timezone = 'UTC'"}
	for kind, from := range map[string]string{
		"parquet": "'%'",
		"csv":     "read_csv('%', all_varchar = true)",
		"ndjson":  "read_json('%', columns = {time: 'TIMESTAMP', client: 'VARCHAR', user: 'VARCHAR', method: 'VARCHAR', path: 'VARCHAR', query: 'VARCHAR', status: 'BIGINT', bytes: 'BIGINT', referrer: 'VARCHAR', agent: 'VARCHAR'})",
	} {
		file := filepath.Join(folder, "rows."+kind)
		if _, errs, code := wf(t, "", "print", "-q", "--fields", fields, "-o", file, log); code != exitOK {
			t.Fatalf("%s: exit %d: %s", kind, code, errs)
		}
		from = strings.ReplaceAll(from, "%", file)
		queries = append(queries, "select * replace (strftime(time::timestamp, '%Y-%m-%dT%H:%M:%S') as time) from "+from)
	}
	queries = append(queries, "select count(*), sum(bytes) from '"+filepath.Join(folder, "rows.parquet")+"'")
	counted, err := exec.Command("awk", `{ n++; s += $10 } END { printf "%d\t%d\n", n, s }`, log).Output()
	if err != nil {
		t.Skip(err)
	}
	if got, want := duckdb(t, queries...), strings.Repeat(lines, 3)+string(counted); got != want {
		t.Errorf("DuckDB reads\n%s\nwant\n%s", got, want)
	}
}
