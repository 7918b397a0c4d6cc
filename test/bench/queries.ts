/** Measures queries: one name over an empty Node.js process, and 500 names over one, compared with real kmod. */
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
  const rows = [
    ['tsmodprobe -D, one name over node -e 0', await over(empty, [...ours, ...where, 'dm-crypt'])],
    [
      'tsmodinfo, one name over node -e 0',
      await over(empty, [...bin('tsmodinfo.cjs'), '-b', root, '-k', release, 'dm-crypt']),
    ],
    [`tsmodprobe, ${NAMES} names over one`, await many(ours)],
    [`kmod, ${NAMES} names over one`, await many(kmod)],
  ] as const
  const [a, b] = [rows[2][1], rows[3][1]]
  const text = rows.map(([name, ms]) => `${name.padEnd(40)} ${ms.toFixed(1)} ms`)
  const ratio = `${NAMES} names, ours / kmod's: ${(a / b).toFixed(1)}`
  return ['', `queries, median of ${ROUNDS} pairs:`, ...text, ratio].join('\n')
}
