/** How `tskmod fleet` is called: operands, options, examples. */
import { FLEET_QUESTIONS } from '../../index.ts'
import { INDEX } from './choices.ts'
import type { Subcommand } from './subcommand.ts'

export const FLEET: Subcommand = {
  name: 'fleet',
  operands: '<place> [question...]',
  summary: 'Ask about many kernels, from the tables of facts --parquet',
  details: `The place is a directory to which tskmod facts --parquet has added kernels, or the
http or https URL of one; for a URL, tskmod fleet DIR index must have been run in
it. Answers come from DuckDB in this process, which is a package to be added:
npm install @duckdb/node-api. Exit status 1: no row.`,
  terms: {
    title: 'Questions',
    rows: [
      ...FLEET_QUESTIONS.map(
        ({ name, operands, summary }) => [`${name} ${operands}`.trim(), summary] as const,
      ),
      [INDEX, 'write index.json, the list of kernels for those who read by URL'],
    ],
  },
  worksOn: 'files',
  secondWords: [...FLEET_QUESTIONS.map(({ name }) => name), INDEX],
  options: [
    { flags: '--sql <query>', help: 'answer this query instead of a question; each table is a view' },
    { flags: '--print-sql', isOutput: true, help: 'print the SQL of the question, and run nothing' },
    { flags: '--csv', isOutput: true, help: 'print the rows as CSV' },
    { flags: '--jobs <n>', help: 'for rebuild: threads that read modules' },
  ],
  examples: [
    ['fleet facts device 8086:125b', 'which kernels have a driver for it'],
    ['fleet https://facts.example/tables symbol __fentry__', 'in which builds its version changed'],
    ['fleet facts rebuild extra/nvidia.ko', 'kernels for which it must be rebuilt'],
    ["fleet facts --sql 'SELECT release, count(*) FROM modules GROUP BY ALL'", 'anything else'],
  ],
  run: async (request) => (await import('./fleet-command.ts')).runFleet(request),
}
