/**
 * Starts and queries: one name over an empty Node.js process, with the code cache of the package, with one that is kept for
 * the user, and with none; 500 names over one; and calls with one name each, as mkinitramfs makes hundreds of.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { basename, join } from 'node:path'
import { memoize } from '../../src/base/memoize.ts'
import { kmodTool } from '../conformance/tools.ts'
import { kernelTree } from '../conformance/trees.ts'
import type { Command } from '../support/our-command.ts'
import { type Context, ourTool } from './context.ts'
import { pairs, type Row } from './row.ts'

/** These take milliseconds: they can be repeated more often than what takes seconds. */
const TIMES_ROUNDS = 6
const NAMES = 500
const KERNEL = 'amd64-6.1'
const PROJECT = join(import.meta.dirname, '../..')
const EMPTY: Command = [process.execPath, '-e', '0']

export function queryRows({ work }: Context): Row[] {
  const tree = memoize(() => makeTree(work))
  const where = (): string[] => ['-d', tree().root, '-S', tree().release, '-D']
  const uncached = memoize((): Command => [process.execPath, withoutCaches(work)])
  const one = (): Command => [...ourTool('tsmodprobe'), ...where(), 'dm-crypt']
  const modinfo = (): Command => [
    ...ourTool('tsmodinfo'),
    ...['-b', tree().root, '-k', tree().release, 'dm-crypt'],
  ]
  const underEnv = (variable: () => string): (() => [Command, Command]) => {
    return () => [
      ['env', variable(), ...uncached(), ...where(), 'dm-crypt'],
      ['env', variable(), ...EMPTY],
    ]
  }
  const kept = memoize(() => fs.mkdtempSync(join(work, 'kept-')))
  return [
    overEmpty('tskmod --version', () => [[...ourTool('tskmod'), '--version'], EMPTY]),
    overEmpty('tsmodprobe -D, one name', () => [one(), EMPTY]),
    overEmpty(
      'tsmodprobe, a code cache kept for the user',
      underEnv(() => `NODE_COMPILE_CACHE=${kept()}`),
    ),
    overEmpty(
      'tsmodprobe, no code cache',
      underEnv(() => 'NODE_DISABLE_COMPILE_CACHE=1'),
    ),
    overEmpty('tsmodinfo, one name', () => [modinfo(), EMPTY]),
    manyRow(where, () => tree()),
    {
      name: 'a call with one name',
      unit: 'ms',
      result: 'ratio',
      against: 'kmod',
      needs: ['kmod34', KERNEL],
      measure: (rounds) => {
        const other = [...kmodTool('kmod34', 'modprobe'), ...where(), 'dm-crypt']
        return pairs({ ours: one(), other, rounds: rounds * TIMES_ROUNDS }, 'ratio')
      },
    },
  ]
}

const overEmpty = (name: string, commands: () => readonly [ours: Command, other: Command]): Row => ({
  name,
  unit: 'ms',
  result: 'more',
  against: 'node -e 0',
  target: [6, 6],
  needs: [KERNEL],
  measure: (rounds) => {
    const [ours, other] = commands()
    return pairs({ ours, other, rounds: rounds * TIMES_ROUNDS }, 'more')
  },
})

/** What many names take more than one, in times of what they take more in kmod. */
const manyRow = (where: () => readonly string[], tree: () => IndexedTree): Row => ({
  name: `${NAMES} names over one`,
  unit: 'ms',
  result: 'ratio',
  against: 'kmod',
  target: [2, 2],
  needs: ['kmod34', KERNEL],
  measure: async (rounds) => {
    const { root, release } = tree()
    const names = firstNames(join(root, 'lib/modules', release, 'modules.dep'))
    const more = async (tool: Command): Promise<number> => {
      const [ours, other] = [
        [...tool, ...where(), '-a', ...names],
        [...tool, ...where(), 'dm-crypt'],
      ]
      return (await pairs({ ours, other, rounds: rounds * TIMES_ROUNDS }, 'more')).result ?? Number.NaN
    }
    const [a, b] = [await more(ourTool('tsmodprobe')), await more(kmodTool('kmod34', 'modprobe'))]
    return { ours: a, other: b, result: a / b }
  },
})

/** The built commands without the code caches of the package, as another Node.js finds them; returns its modprobe. */
function withoutCaches(work: string): string {
  const copy = join(work, 'without-caches')
  for (const name of ['bin', 'dist/commands', 'package.json'])
    fs.cpSync(join(PROJECT, name), join(copy, name), {
      recursive: true,
      filter: (path) => !path.endsWith('.cache'),
    })
  return join(copy, 'bin/tsmodprobe.cjs')
}

interface IndexedTree {
  readonly root: string
  readonly release: string
}

/** The indexes of a real kernel below `work`, with its modules. */
function makeTree(work: string): IndexedTree {
  const { root: from, release } = kernelTree(KERNEL)
  const root = join(work, 'queries')
  const dir = join(root, 'lib/modules', release)
  fs.mkdirSync(dir, { recursive: true })
  fs.symlinkSync(join(fs.realpathSync(from), 'lib/modules', release, 'kernel'), join(dir, 'kernel'))
  const [program = '', ...args] = ourTool('tsdepmod')
  execFileSync(program, [...args, '-b', from, '-o', root, release])
  return { root, release }
}

function firstNames(file: string): string[] {
  const lines = fs.readFileSync(file, 'latin1').split('\n').slice(0, NAMES)
  return lines.map((line) => basename(line.slice(0, line.indexOf(':'))).replace(/\.ko.*$/, ''))
}
