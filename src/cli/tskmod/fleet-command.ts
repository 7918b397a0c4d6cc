/** `tskmod fleet`: questions over the tables of many kernels. */
import {
  askFleet,
  askFleetSql,
  FLEET_QUESTIONS,
  type FleetAnswer,
  fleetCsvLines,
  fleetDocument,
  fleetQuery,
  indexFleet,
  isUrl,
  KmodError,
  sqlOf,
  toByteString,
  writeFleet,
} from '../../index.ts'
import { type Answer, FINDINGS, FINE, type Subcommand } from './subcommand.ts'

/** The one word that is no question. */
const INDEX = 'index'

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
  async run({ operands: [place = '', question, ...words], options }): Promise<Answer> {
    const sql = options.value('sql')
    if (sql !== undefined) {
      if (question !== undefined || options.has('print-sql'))
        throw new KmodError('KMOD_USAGE', '--sql takes the place of a question; see tskmod fleet --help')
      return answerWith(await askFleetSql(place, sql), 'sql', options.has('csv'))
    }
    if (question === undefined)
      throw new KmodError('KMOD_USAGE', 'no question: name one, or add --sql QUERY; see tskmod fleet --help')
    if (question === INDEX) return makeIndex(place, words)
    const query = await fleetQuery(question, words, jobsOf(options.value('jobs')))
    if (options.has('print-sql')) {
      const text = toByteString(sqlOf(query).trimEnd())
      return {
        ...{ status: FINE, document: {} },
        write: (page) => text.split('\n').forEach((line) => void page.line(line)),
      }
    }
    return answerWith(await askFleet(place, query), question, options.has('csv'))
  },
}

function jobsOf(jobs: string | undefined): { jobs?: number } {
  if (jobs === undefined) return {}
  if (!/^[1-9]\d{0,2}$/.test(jobs))
    throw new KmodError('KMOD_USAGE', `--jobs takes a number from 1 to 999, not '${jobs}'`)
  return { jobs: Number(jobs) }
}

function answerWith(answer: FleetAnswer, question: string, asCsv: boolean): Answer {
  return {
    status: answer.rows.length > 0 ? FINE : FINDINGS,
    document: fleetDocument(question, answer),
    write: (page) => {
      if (asCsv) for (const line of fleetCsvLines(answer)) page.line(line)
      else writeFleet(page, question, answer)
    },
  }
}

async function makeIndex(place: string, words: readonly string[]): Promise<Answer> {
  if (words.length > 0 || isUrl(place))
    throw new KmodError('KMOD_USAGE', 'fleet DIR index takes a directory and nothing else')
  const kernels = await indexFleet(place)
  return {
    status: FINE,
    document: { question: INDEX, kernelCount: kernels.length, columns: [], rows: [] },
    write: (page) =>
      page.line(`${toByteString(place.replace(/\/+$/, ''))}/index.json: ${kernels.length} kernels`),
  }
}
