/** `tskmod fleet`: questions over the tables of many kernels. */
import { nothing } from '../../base/errors.ts'
import {
  askFleet,
  askFleetSql,
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
import { INDEX } from './choices.ts'
import { jobsOf } from './kernel-options.ts'
import { type Answer, FINDINGS, FINE, type SubcommandRequest } from './subcommand.ts'

export async function runFleet({
  operands: [place = '', question, ...words],
  options,
}: SubcommandRequest): Promise<Answer> {
  const sql = options.value('sql')
  if (sql !== undefined) {
    if (question !== undefined || options.has('print-sql'))
      throw new KmodError('KMOD_USAGE', '--sql takes the place of a question; see tskmod fleet --help')
    return answerWith(await askFleetSql(place, sql), 'sql', options.has('csv'))
  }
  if (question === undefined)
    throw new KmodError('KMOD_USAGE', 'no question: name one, or add --sql QUERY; see tskmod fleet --help')
  if (question === INDEX) return makeIndex(place, words)
  const query = await fleetQuery(question, words, jobsOf(options))
  if (options.has('print-sql')) {
    return { status: FINE, document: {}, data: toByteString(`${sqlOf(query).trimEnd()}\n`), write: nothing }
  }
  return answerWith(await askFleet(place, query), question, options.has('csv'))
}

function answerWith(answer: FleetAnswer, question: string, asCsv: boolean): Answer {
  return {
    status: answer.rows.length > 0 ? FINE : FINDINGS,
    document: fleetDocument(question, answer),
    ...(asCsv && {
      data: fleetCsvLines(answer)
        .map((line) => `${line}\n`)
        .join(''),
    }),
    write: (page) => writeFleet(page, question, answer),
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
