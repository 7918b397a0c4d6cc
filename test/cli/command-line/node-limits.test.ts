/** Node.js with less than it usually has: one line on standard error that says what is missing, status 1, no stack. */
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { layOut, RELEASE } from '../../support/run-tsdepmod.ts'

const BIN = resolve(import.meta.dirname, '../../../bin')
const root = () => layOut({ 'kernel/a.ko': { exports: ['x'] }, 'kernel/b.ko': { needs: ['x'] } })

/** Status, and what our program says; warnings of Node.js itself are left out. */
function run(command: readonly string[]): { status: number | null; ours: string[] } {
  const [program = '', ...args] = command
  const { status, stderr } = spawnSync(program, args, { encoding: 'latin1' })
  return { status, ours: stderr.split('\n').filter((line) => /^ts|^\s+at |internal/.test(line)) }
}

const argsOf = (command: string, top: string): string[] =>
  ({
    tsdepmod: ['-n', '-b', top, RELEASE],
    tskmod: ['check', '--root', top],
  })[command] ?? []

it.each(['tsdepmod', 'tskmod'])('%s without WebAssembly', (command) => {
  const top = root()
  const { status, ours } = run([
    process.execPath,
    '--jitless',
    join(BIN, `${command}.cjs`),
    ...argsOf(command, top),
  ])
  expect(ours).toEqual([expect.stringMatching(/: Cannot read modules: Node\.js runs without WebAssembly/)])
  expect(status).not.toBe(0)
})

const MAJOR = Number(process.versions.node.split('.')[0])

/** Node.js 24 and 26 read the modules with so little; earlier ones reserve more than that for a program of WebAssembly. */
const NEEDS_SPACE = MAJOR < 24

it.runIf(process.platform === 'linux' && process.arch === 'x64')('tsdepmod with little address space', () => {
  const node = [process.execPath, join(BIN, 'tsdepmod.cjs'), ...argsOf('tsdepmod', root())]
  const { status, ours } = run(['sh', '-c', 'ulimit -v 4000000; exec "$0" "$@"', ...node])
  const message = 'tsdepmod: FATAL: Cannot go on: there is not enough memory (see `ulimit -v`)'
  expect({ status, ours }).toEqual(NEEDS_SPACE ? { status: 1, ours: [message] } : { status: 0, ours: [] })
})

const PERMISSION = MAJOR >= 24 ? '--permission' : '--experimental-permission'

it('tsdepmod where Node.js lets it read nothing of the tree, and start no thread', () => {
  const top = root()
  const program = [join(BIN, 'tsdepmod.cjs'), ...argsOf('tsdepmod', top)]
  const limited = run([process.execPath, PERMISSION, `--allow-fs-read=${resolve(BIN, '..')}`, ...program])
  expect(limited.ours).toEqual([
    expect.stringMatching(/^tsdepmod: FATAL: .*(--permission|Node\.js forbids it)/),
  ])
  expect(limited.status).toBe(1)
  const all = run([process.execPath, PERMISSION, '--allow-fs-read=*', ...program])
  expect(all).toEqual({ status: 0, ours: [] })
})
