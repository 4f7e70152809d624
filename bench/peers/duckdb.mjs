// Ranks the request targets of a log by DuckDB: lines are read by its parallel
// CSV reader as one column, split and counted in SQL.
//
//   node duckdb.mjs LOG THREADS [all]
//
// It prints the ten most frequent targets, or all of them: count, tab, key.
// Without arguments it prints the version. The package @duckdb/node-api is
// looked for where node looks for packages, in the folders of NODE_PATH too.

import { createRequire } from "node:module";

const { DuckDBInstance, version } = createRequire(import.meta.url)("@duckdb/node-api");
const [log, threads, all] = process.argv.slice(2);

// quoted is text as a literal of SQL.
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

// ranking is the question. The separator of columns is a byte that no log has,
// and there are no quotes and escapes, so that a column is a line.
const ranking = (limit) => `
  SELECT count(*) AS n, split_part(line, ' ', 7) AS uri
  FROM read_csv(${quoted(log)}, auto_detect = false, header = false, delim = '\x01', quote = '', escape = '', columns = {'line': 'VARCHAR'})
  GROUP BY uri ORDER BY n DESC, uri ${limit}`;

if (log === undefined) {
  console.log(`DuckDB ${version()}`);
} else {
  const instance = await DuckDBInstance.create(":memory:", { threads });
  const connection = await instance.connect();
  if (all === "all") {
    await connection.run(`COPY (${ranking("")}) TO '/dev/stdout' (FORMAT csv, HEADER false, DELIMITER '\t', QUOTE '')`);
  } else {
    const reader = await connection.runAndReadAll(ranking("LIMIT 10"));
    for (const [n, uri] of reader.getRows()) console.log(`${n}\t${uri}`);
  }
}
