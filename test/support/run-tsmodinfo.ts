/** Runs the built modinfo as its users do: as a process, under kmod's name. */
import { spawnSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Run, temporaryDirectory } from './run-tsdepmod.ts'

const TSMODINFO = resolve(import.meta.dirname, '../../bin/tsmodinfo.cjs')

/** @param command another program and its first arguments, to compare with */
export function runModinfo(args: readonly string[], cwd?: string, command?: readonly string[]): Run {
  const [program = '', ...first] = command ?? [process.execPath, linkNamedModinfo()]
  const { status, stdout, stderr } = spawnSync(program, [...first, ...args], {
    cwd,
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    env: { ...process.env, PWD: cwd ?? process.cwd() },
  })
  return { status, stdout, stderr }
}

function linkNamedModinfo(): string {
  const link = join(temporaryDirectory(), 'modinfo')
  symlinkSync(TSMODINFO, link)
  return link
}
