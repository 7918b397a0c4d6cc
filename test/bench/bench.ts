/**
 * Our depmod and real kmod 34.2 on the same real kernels, in alternating pairs after a warm-up.
 *
 *   npm run bench [-- --tree NAME]... [--rounds N] [--json]
 *
 * Trees: plain, gz, zst, errsyms (Linux 6.1; the last with -e -F and an empty System.map: some 150,000 warnings), and
 * xz (Linux 6.12). Debian's kmod reads no .ko.gz, so that row has no kmod. `noop` is an empty Node.js process. Each of
 * plain, gz, zst and xz is also run with a cache of an earlier run: NAME-warm when nothing changed since, NAME-warm-1
 * when one module did; and with 1, 2 and 4 threads (NAME-j1, ...). tenfold has ten modules for each of plain.
 */
import * as fs from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { kmodTool, OURS } from '../conformance/tools.ts'
import { compressedTree, fetch, kernelTree, type Tree, tenfoldTree } from '../conformance/trees.ts'
import type { Command } from '../support/our-command.ts'
import { abiLine } from './abi.ts'
import { peakMemory, type Summary, summary, time } from './measure.ts'
import { queryTable } from './queries.ts'
import { questionTable } from './questions.ts'
import { withCache } from './warm.ts'

interface Row {
  readonly name: string
  readonly from: string
  readonly tree: (plain: Tree) => Tree
  readonly args?: readonly string[]
  /** Arguments that only ours accepts. */
  readonly ownArgs?: readonly string[]
  /** Rows that kmod cannot run. */
  readonly oursOnly?: string
  /** Slow rows get fewer rounds. */
  readonly rounds?: number
  /** Ours has a cache of an earlier run; this many modules have changed since. */
  readonly changed?: number
}

const same = (tree: Tree): Tree => tree
const COLD_ROWS: readonly Row[] = [
  { name: 'plain', from: 'amd64-6.1', tree: same },
  {
    name: 'gz',
    from: 'amd64-6.1',
    tree: (t) => compressedTree(t, 'gz'),
    oursOnly: "Debian's kmod has no zlib",
  },
  { name: 'zst', from: 'amd64-6.1', tree: (t) => compressedTree(t, 'zst') },
  { name: 'xz', from: 'amd64-6.12', tree: same, rounds: 3 },
]
const ROWS: readonly Row[] = [
  ...COLD_ROWS,
  { name: 'errsyms', from: 'amd64-6.1', tree: same, args: ['-e', '-F', 'EMPTY'] },
  { name: 'tenfold', from: 'amd64-6.1', tree: tenfoldTree, rounds: 3 },
  ...COLD_ROWS.flatMap((row) =>
    [1, 2, 4].map((jobs) => ({
      ...row,
      name: `${row.name}-j${jobs}`,
      ownArgs: [`--jobs=${jobs}`],
      rounds: 3,
    })),
  ),
  ...COLD_ROWS.flatMap((row) => [
    { ...row, name: `${row.name}-warm`, changed: 0 },
    { ...row, name: `${row.name}-warm-1`, changed: 1 },
  ]),
]

interface Measured {
  readonly wall: Summary
  readonly cpu: Summary
  readonly memory: number | undefined
}
interface Result {
  readonly name: string
  readonly release?: string
  readonly ours: Measured
  readonly kmod?: Measured
}

const { values: options } = parseArgs({
  options: {
    tree: { type: 'string', multiple: true, default: ROWS.map((row) => row.name) },
    rounds: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
  },
})

/** Runs all commands in turn, repeatedly: disturbances of the machine affect them alike. */
async function measure(
  commands: readonly Command[],
  rounds: number,
  prepare: () => void = () => undefined,
): Promise<Measured[]> {
  const timings = commands.map(() => ({ wall: [] as number[], cpu: [] as number[] }))
  for (const command of commands) await time(command)
  for (let round = 0; round < rounds; round++) {
    for (const [i, command] of commands.entries()) {
      prepare()
      const { wall, cpu } = await time(command)
      timings[i]?.wall.push(wall)
      timings[i]?.cpu.push(cpu)
    }
  }
  const memory: (number | undefined)[] = []
  for (const command of commands) memory.push(await peakMemory(command))
  return timings.map(({ wall, cpu }, i) => ({ wall: summary(wall), cpu: summary(cpu), memory: memory[i] }))
}

async function measureRow(row: Row, work: string): Promise<Result> {
  const tree = row.tree(kernelTree(row.from))
  const empty = join(work, 'empty.map')
  fs.writeFileSync(empty, '')
  const extra = (row.args ?? []).map((arg) => (arg === 'EMPTY' ? empty : arg))
  const args = ['-b', tree.root, '-o', work, '-C', '/dev/null', ...extra, tree.release]
  const cold = [...OURS.depmod, ...(row.ownArgs ?? []), ...args]
  const warm = row.changed === undefined ? undefined : withCache(cold, row.changed, work)
  const commands = [warm?.command ?? cold]
  if (row.oursOnly === undefined) commands.push([...kmodTool('kmod34', 'depmod'), ...args])
  const rounds = Math.min(Number(options.rounds), row.rounds ?? Number(options.rounds))
  const [ours, kmod] = await measure(commands, rounds, warm?.prepare)
  if (ours === undefined) throw new Error('Nothing was measured')
  return { name: row.name, release: tree.release, ours, ...(kmod && { kmod }) }
}

const seconds = (ms: number): string => (ms / 1000).toFixed(2)
const spread = ({ median, min, max }: Summary): string =>
  `${seconds(median)} (${seconds(min)}-${seconds(max)})`
const ratio = (a: Summary, b: Summary | undefined): string => (b ? (a.median / b.median).toFixed(2) : '-')
const memoryText = (measured: Measured | undefined): string => measured?.memory?.toFixed(0) ?? '-'

function table(results: readonly Result[]): string {
  const head = ['tree', 'tskmod s', 'kmod s', 'ratio', 'CPU s', 'kmod', 'ratio', 'MiB', 'kmod', 'release']
  const rows = results.map(({ name, release, ours, kmod }) => [
    ...[name, spread(ours.wall), kmod ? spread(kmod.wall) : '-', ratio(ours.wall, kmod?.wall)],
    ...[seconds(ours.cpu.median), kmod ? seconds(kmod.cpu.median) : '-', ratio(ours.cpu, kmod?.cpu)],
    ...[memoryText(ours), memoryText(kmod), release ?? ''],
  ])
  const widths = head.map((_, i) => Math.max(...[head, ...rows].map((row) => row[i]?.length ?? 0)))
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function hasAll(row: Row): boolean {
  const reason = fetch('kmod34') ?? fetch(row.from)
  if (reason === undefined) return true
  console.error(`skipped ${row.name}: ${reason}`)
  return false
}

const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-bench-'))
try {
  const results: Result[] = []
  const [noop] = await measure([[process.execPath, '-e', '0']], Number(options.rounds))
  if (noop) results.push({ name: 'noop', ours: noop })
  for (const row of ROWS)
    if (options.tree.includes(row.name) && hasAll(row)) results.push(await measureRow(row, work))
  const machine = {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    cores: availableParallelism(),
    kmod: '34.2',
    rounds: Number(options.rounds),
  }
  if (options.json) console.log(JSON.stringify({ ...machine, results }, null, 2))
  else {
    console.log(
      `${machine.date}, Node.js ${machine.node}, ${machine.cores} cores, kmod ${machine.kmod}, ${machine.rounds} rounds (slow trees: at most 3)`,
    )
    console.log(
      'median (min-max) of wall time; ratio: ours / kmod, below 1 is faster; MiB: peak resident memory\n',
    )
    console.log(table(results))
    const missing = fetch('kmod34') ?? fetch('amd64-6.1')
    console.log(`\n${await abiLine()}`)
    console.log(missing === undefined ? await queryTable(work) : `skipped the queries: ${missing}`)
    const lacking = fetch('kmod34') ?? fetch('amd64-6.12')
    console.log(lacking === undefined ? await questionTable(work) : `skipped the questions: ${lacking}`)
  }
} finally {
  fs.rmSync(work, { recursive: true })
}
