#!/bin/bash
# DuckDB (@duckdb/node-api 1.5.6-r.1) and ClickHouse (chdb 3.4.0, ClickHouse 26.7) read different values from the same
# directory of a Hive partition, when its name has a percent escape.
#
# Hive, Spark and Trino escape special characters of partition values in the names of directories, as %XX, and a good
# guess is that engines which read Hive partitions undo it. DuckDB does: `release=6.12%2Bdeb13` is `6.12+deb13`.
# ClickHouse gives the text of the path, `6.12%2Bdeb13`. So a join of tables that two engines wrote, or a filter by a
# release with `+`, silently finds nothing in one of them. A `+` that is not escaped is `+` in both; DuckDB does not take it for
# a blank, as decoders of URLs do. Writers must leave `+` alone, although it has to be escaped in URLs of query strings.
#
# Exit status: 0 as seen, 1 changed, 77 these versions are gone.
set -euo pipefail
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
echo '{"private":true}' > package.json
npm install --silent --no-audit --no-fund @duckdb/node-api@1.5.6-r.1 chdb@3.4.0 >/dev/null 2>&1 ||
  { echo 'gone: @duckdb/node-api 1.5.6-r.1 or chdb 3.4.0'; exit 77; }
mkdir -p 't/release=6.12%2Bdeb13' 't/release=6.12+deb13'
cat > duckdb.cjs <<'J'
const { DuckDBInstance } = require('@duckdb/node-api')
;(async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  for (const name of ['6.12%2Bdeb13', '6.12+deb13'])
    await connection.run(`COPY (SELECT '${name}' AS name) TO 't/release=${name}/part.parquet'`)
  const reader = await connection.runAndReadAll(
    "SELECT name || ' is ' || release FROM read_parquet('t/*/part.parquet', hive_partitioning = true) ORDER BY name")
  console.log(reader.getRowsJS().map(([text]) => text).join('; '))
})()
J
cat > clickhouse.cjs <<'J'
const { Session } = require('chdb')
const session = new Session()
const rows = session.query(
  "SELECT name || ' is ' || release FROM file('t/release=*/part.parquet', Parquet) ORDER BY name", 'TabSeparatedRaw')
console.log(rows.trim().split('\n').join('; '))
process.exit()
J
same() {
  if [ "$2" = "$3" ]; then echo "as seen: $1: $2"; return; fi
  echo "changed: $1: expected $2, found $3"; exit 1
}
same DuckDB '6.12%2Bdeb13 is 6.12+deb13; 6.12+deb13 is 6.12+deb13' "$(node duckdb.cjs)"
same ClickHouse '6.12%2Bdeb13 is 6.12%2Bdeb13; 6.12+deb13 is 6.12+deb13' "$(node clickhouse.cjs)"
