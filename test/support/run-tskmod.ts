/** Runs the built tskmod as its users do: as a process. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { expect } from 'vitest'
import { schemaErrors } from './documents.ts'
import type { Run } from './run-tsdepmod.ts'

export const TSKMOD = resolve(import.meta.dirname, '../../bin/tskmod.cjs')

export function runTskmod(args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...rest } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, [TSKMOD, ...args], {
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    env: { ...rest, TSKMOD_HINTS: '1', ...env },
  })
  return { status, stdout, stderr }
}

/** The document that a command prints with --json; its schema has been checked. */
export function runForDocument(args: readonly string[]): {
  readonly status: number | null
  // biome-ignore lint/suspicious/noExplicitAny: its schema says what it is
  readonly document: any
} {
  const { status, stdout, stderr } = runTskmod([...args, '--json'])
  expect(stderr).toBe('')
  const document = JSON.parse(Buffer.from(stdout, 'latin1').toString('utf8'))
  expect(schemaErrors(document)).toEqual([])
  return { status, document }
}

/** The lines of text that are too wide, except for an unbreakable word and commands to be copied. */
export const wideLines = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line.length > 80 && line.trim().includes(' ') && !line.startsWith('    tsk'))
