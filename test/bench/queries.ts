/**
 * Measures starts and queries: one name over an empty Node.js process, with the code cache of the package, with one that
 * is kept for the user, and with none; 500 names over one, and calls with one name each, as mkinitramfs makes hundreds
 * of, compared with real kmod.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { basename, join } from 'node:path'
import { kmodTool, OURS } from '../conformance/tools.ts'
import { kernelTree } from '../conformance/trees.ts'
import type { Command } from '../support/our-command.ts'
import { summary, time } from './measure.ts'

const ROUNDS = 41
const NAMES = 500
const bin = (name: string): Command => [process.execPath, join(import.meta.dirname, '../../bin', name)]

/** The median of what `command` takes more than `base`, run in turn, in milliseconds. */
async function over(base: Command, command: Command): Promise<number> {
  const wall: number[] = []
  await time(base)
  await time(command)
  for (let round = 0; round < ROUNDS; round++) {
    const [a, b] = [await time(base), await time(command)]
    wall.push(b.wall - a.wall)
  }
  // CPU times of children come in steps of 10 ms, which is too coarse here.
  return summary(wall).median
}

/** The built commands without the code caches of the package, as another Node.js finds them; returns its modprobe. */
function withoutCaches(work: string): string {
  const copy = join(work, 'without-caches')
  const project = join(import.meta.dirname, '../..')
  for (const name of ['bin', 'dist/commands', 'package.json'])
    fs.cpSync(join(project, name), join(copy, name), {
      recursive: true,
      filter: (path) => !path.endsWith('.cache'),
    })
  return join(copy, 'bin/tsmodprobe.cjs')
}

/** The median of the ratios of the time of `command` and that of `other`, run in turn. */
async function timesOf(other: Command, command: Command): Promise<number> {
  const ratios: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const [a, b] = [await time(other), await time(command)]
    ratios.push(b.wall / a.wall)
  }
  return summary(ratios).median
}

/** The indexes of a real kernel below `work`, with its modules. */
function makeTree(work: string): { readonly root: string; readonly release: string } {
  const { root: from, release } = kernelTree('amd64-6.1')
  const root = join(work, 'queries')
  const dir = join(root, 'lib/modules', release)
  fs.mkdirSync(dir, { recursive: true })
  fs.symlinkSync(join(fs.realpathSync(from), 'lib/modules', release, 'kernel'), join(dir, 'kernel'))
  execFileSync(OURS.depmod[0] ?? '', [...OURS.depmod.slice(1), '-b', from, '-o', root, release])
  return { root, release }
}

function firstNames(file: string): string[] {
  const lines = fs.readFileSync(file, 'latin1').split('\n').slice(0, NAMES)
  return lines.map((line) => basename(line.slice(0, line.indexOf(':'))).replace(/\.ko.*$/, ''))
}

export async function queryTable(work: string): Promise<string> {
  const { root, release } = makeTree(work)
  const names = firstNames(join(root, 'lib/modules', release, 'modules.dep'))
  const where = ['-d', root, '-S', release, '-D']
  const empty = [process.execPath, '-e', '0']
  const [ours, kmod] = [bin('tsmodprobe.cjs'), kmodTool('kmod34', 'modprobe')]
  const many = (tool: Command) => over([...tool, ...where, 'dm-crypt'], [...tool, ...where, '-a', ...names])
  const [one, oneOfKmod] = [
    [...ours, ...where, 'dm-crypt'],
    [...kmod, ...where, 'dm-crypt'],
  ]
  const uncached = [process.execPath, withoutCaches(work), ...where, 'dm-crypt']
  const kept = join(work, 'kept-caches')
  fs.mkdirSync(kept)
  const overWith = (variable: string) => over(['env', variable, ...empty], ['env', variable, ...uncached])
  const rows = [
    ['tskmod --version', await over(empty, [...bin('tskmod.cjs'), '--version'])],
    ['tsmodprobe -D, one name', await over(empty, one)],
    ['  with a code cache kept for the user', await overWith(`NODE_COMPILE_CACHE=${kept}`)],
    ['  without any code cache', await overWith('NODE_DISABLE_COMPILE_CACHE=1')],
    [
      'tsmodinfo, one name',
      await over(empty, [...bin('tsmodinfo.cjs'), '-b', root, '-k', release, 'dm-crypt']),
    ],
  ] as const
  const [a, b] = [await many(ours), await many(kmod)]
  return [
    '',
    `starts and queries, median of ${ROUNDS} pairs, more than node -e 0:`,
    ...rows.map(([name, ms]) => `${name.padEnd(40)} ${ms.toFixed(1)} ms`),
    `${NAMES} names over one: ${a.toFixed(1)} ms, kmod ${b.toFixed(1)} ms, ratio ${(a / b).toFixed(1)}`,
    `a call with one name, in times of kmod's: ${(await timesOf(oneOfKmod, one)).toFixed(1)}, of which node -e 0 is ${(await timesOf(oneOfKmod, empty)).toFixed(1)}`,
  ].join('\n')
}
