/**
 * Measures all that performance.md and the README say of speed and memory, in alternating pairs after a warm-up, and prints
 * one table in Markdown.
 *
 *   npm run bench [-- --row TEXT]... [--node PATH]... [--rounds N] [--before DIR] [--json]
 *
 * --row chooses rows by a part of their names; --node names further commands `node` that measure the same, so that the table
 * has columns of each; --before is the directory of an earlier version that is built, for rows where kmod has nothing to
 * compare with. All rows take some ten minutes for each Node.js on two processors, three of them `mkinitramfs`.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fetch } from '../conformance/trees.ts'
import type { Context } from './context.ts'
import { depmodRows } from './depmod-rows.ts'
import { imageRows } from './image-rows.ts'
import { queryRows } from './query-rows.ts'
import { questionRows } from './question-rows.ts'
import type { Row } from './row.ts'
import { type Measured, type MeasuredRow, markdownTable } from './table.ts'

const PROJECT = join(import.meta.dirname, '../..')
const { values: options } = parseArgs({
  options: {
    row: { type: 'string', multiple: true, default: [] },
    node: { type: 'string', multiple: true, default: [] },
    rounds: { type: 'string', default: '7' },
    before: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

/** What users of the machine may have set for every Node.js: certificates alone take Node.js 20 30 ms at each start. */
for (const name of [
  'NODE_EXTRA_CA_CERTS',
  'NODE_OPTIONS',
  'NODE_COMPILE_CACHE',
  'NODE_DISABLE_COMPILE_CACHE',
])
  delete process.env[name]

const isChosen = ({ name }: Row): boolean =>
  options.row.length === 0 || options.row.some((part) => name.includes(part))

/** Measures with the Node.js that runs this. */
async function measureAll(): Promise<Measured> {
  const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-bench-'))
  const context: Context = { work, ...(options.before !== undefined && { before: options.before }) }
  const rows: MeasuredRow[] = []
  try {
    const all = [depmodRows, questionRows, queryRows, imageRows].flatMap((rowsOf) => rowsOf(context))
    for (const row of all.filter(isChosen)) {
      const measured = await measureRow(row)
      if (measured !== undefined) rows.push(measured)
    }
  } finally {
    fs.rmSync(work, { recursive: true, force: true })
  }
  return { node: process.versions.node, rows }
}

/** `undefined`, and the reason on standard error, for a row that cannot be measured here. */
async function measureRow({ measure, needs, ...row }: Row): Promise<MeasuredRow | undefined> {
  const reason = needs.map(fetch).find((text) => text !== undefined)
  try {
    if (reason !== undefined) throw new Error(reason)
    const measured = { ...row, figures: await measure(Number(options.rounds)) }
    console.error(
      `Node.js ${process.versions.node}: ${row.name}: ${measured.figures.result?.toFixed(2) ?? '-'}`,
    )
    return measured
  } catch (error) {
    console.error(`skipped ${row.name}: ${error instanceof Error ? error.message : error}`)
    return undefined
  }
}

/** Has another Node.js measure, with code caches of its own in the package. */
function measureWith(node: string): Measured {
  const tsx = ['--import', 'tsx']
  execFileSync(node, [...tsx, join(PROJECT, 'test/nodes/make-caches.ts')], { cwd: PROJECT, stdio: 'inherit' })
  const rest = options.row.flatMap((part) => ['--row', part])
  if (options.before !== undefined) rest.push('--before', options.before)
  const args = [...tsx, join(import.meta.dirname, 'bench.ts'), '--json', '--rounds', options.rounds, ...rest]
  const { status, stdout } = spawnSync(node, args, {
    cwd: PROJECT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (status !== 0) throw new Error(`Cannot measure with ${node}: exit status ${status}`)
  return JSON.parse(stdout) as Measured
}

const own = await measureAll()
if (options.json) console.log(JSON.stringify(own))
else {
  const measured = [own, ...options.node.map(measureWith)]
  const date = new Date().toISOString().slice(0, 10)
  console.log(
    `${date}, ${availableParallelism()} processors, kmod 34.2, medians of ${options.rounds} pairs\n`,
  )
  console.log(markdownTable(measured))
}
