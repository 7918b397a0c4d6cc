/**
 * Measures what people wait for besides depmod, on the kernel with .ko.xz: questions of tskmod without a cache and with
 * one, in times of `tsdepmod` without a cache on the same tree; and thousands of names in one call of tsmodinfo, in the
 * CPU time of kmod's.
 */
import * as fs from 'node:fs'
import { basename, join } from 'node:path'
import { kmodTool, OURS } from '../conformance/tools.ts'
import { kernelTree, modulesOf } from '../conformance/trees.ts'
import type { Command } from '../support/our-command.ts'
import { peakMemory, summary, type Timing, time } from './measure.ts'

const KERNEL = 'amd64-6.12'
const ROUNDS = 3
const bin = (name: string): Command => [process.execPath, join(import.meta.dirname, '../../bin', name)]
const FROM_MODULES = ['--from', 'modules']

interface Row {
  readonly name: string
  readonly command: Command
  readonly base: Command
  /** Default: wall time. */
  readonly figure?: keyof Timing
  /** How often the base does the same work. */
  readonly times?: number
}

/** The medians of both, run in turn, and their ratio. */
async function measure({ command, base, figure = 'wall', times = 1 }: Row): Promise<string[]> {
  const values: number[][] = [[], []]
  for (let round = 0; round <= ROUNDS; round++)
    for (const [i, one] of [command, base].entries()) {
      const value = (await time(one, ANY_STATUS))[figure]
      // The first one fills the cache.
      if (round > 0) values[i]?.push(value)
    }
  const [ours = 0, other = 0] = values.map((list) => summary(list).median / 1000)
  const memory = await peakMemory(command)
  return [
    ours.toFixed(2),
    (other * times).toFixed(2),
    (ours / (other * times)).toFixed(2),
    memory?.toFixed(0) ?? '-',
  ]
}

/** check and diff have findings. */
const ANY_STATUS = [0, 1]

export async function questionTable(work: string): Promise<string> {
  const tree = kernelTree(KERNEL)
  const cache = ['--cache', fs.mkdtempSync(join(work, 'questions-'))]
  const depmod: Command = [...OURS.depmod, '-b', tree.root, '-o', work, '-C', '/dev/null', tree.release]
  const place = ['--root', tree.root]
  const questions: readonly (readonly [string, readonly string[], number])[] = [
    ['check', ['check', ...place], 1],
    ['diff', ['diff', tree.root, tree.root], 2],
    ['why ext4', ['why', 'ext4', ...FROM_MODULES, ...place], 1],
    ['needs crc32', ['needs', 'crc32', ...place], 1],
    ['closure ext4', ['closure', 'ext4', ...FROM_MODULES, ...place], 1],
  ]
  const rows = questions.flatMap(([name, args, times]): Row[] => [
    { name, command: [...bin('tskmod.cjs'), ...args, '--no-cache'], base: depmod, times },
    { name: `${name}, warm`, command: [...bin('tskmod.cjs'), ...args, ...cache], base: depmod, times },
  ])
  const names = modulesOf(tree).map((path) => basename(path).replace(/\.ko.*$/, ''))
  const where = ['-b', tree.root, '-k', tree.release]
  rows.push({
    name: `tsmodinfo, ${names.length} files, CPU`,
    command: [...bin('tsmodinfo.cjs'), ...where, ...modulesOf(tree).map((path) => join(tree.kernel, path))],
    base: [
      ...kmodTool('kmod34', 'modinfo'),
      ...where,
      ...modulesOf(tree).map((path) => join(tree.kernel, path)),
    ],
    figure: 'cpu',
  })
  const lines: string[] = []
  for (const row of rows)
    lines.push([row.name.padEnd(32), ...(await measure(row)).map((cell) => cell.padStart(8))].join(''))
  const head = [
    'question'.padEnd(32),
    ...['ours s', 'base s', 'ratio', 'MiB'].map((cell) => cell.padStart(8)),
  ].join('')
  return [
    '',
    `questions, median of ${ROUNDS} pairs; base: tsdepmod without a cache (of both kernels for diff),`,
    'for tsmodinfo kmod',
    head,
    ...lines,
  ].join('\n')
}
