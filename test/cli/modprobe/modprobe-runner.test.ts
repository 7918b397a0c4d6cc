import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { createRunner } from '../../../src/cli/modprobe/modprobe-runner.ts'
import { temporaryDirectory } from '../../support/run-tsdepmod.ts'

const path = process.env.PATH
afterEach(() => {
  process.env.PATH = path
})

/** A runner that finds `script` under the names of the programs; they write to $LOG. */
function withPrograms(script: string, forced: readonly ('insmod' | 'rmmod')[] = []) {
  const directory = temporaryDirectory()
  for (const name of ['insmod', 'rmmod']) {
    writeFileSync(join(directory, name), `#!/bin/sh\nLOG=${directory}/log\n${script}\n`)
    chmodSync(join(directory, name), 0o755)
  }
  process.env.PATH = `${directory}:${path}`
  let flushed = 0
  const run = createRunner({
    modprobeOptions: '-q',
    forced,
    waitMs: 0,
    flush: () => {
      flushed++
    },
  })
  return { run, directory, log: () => readFileSync(join(directory, 'log'), 'utf8'), flushed: () => flushed }
}

it('runs programs and hears what they say', () => {
  const { run, log, flushed } = withPrograms('echo "$0 $*" >> $LOG; echo no >&2; exit 1')
  expect(run({ kind: 'program', program: 'insmod', args: ['/x.ko', 'a=b c'] })).toEqual({
    status: 1,
    stderr: 'no\n',
  })
  expect(log()).toMatch(/\/insmod \/x.ko a=b c\n$/)
  expect(flushed()).toBe(1)
})

it('asks programs to use force', () => {
  const { run, log } = withPrograms('echo "$*" >> $LOG', ['rmmod'])
  run({ kind: 'program', program: 'rmmod', args: ['x'] })
  run({ kind: 'program', program: 'insmod', args: ['/x.ko'] })
  expect(log()).toBe('-f x\n/x.ko\n')
})

it.each([
  ["echo \"insmod: can't insert '-f': No such file or directory\" >&2; exit 1", 'Operation not supported'],
  ['echo "insmod: invalid option -- \'f\'" >&2; exit 1', 'Operation not supported'],
  [
    'echo "insmod: ERROR: could not insert module x.ko: File exists" >&2; exit 1',
    'insmod: ERROR: could not insert module x.ko: File exists\n',
  ],
])('says of programs that know no force that they do not: %s', (script, stderr) => {
  const { run } = withPrograms(script, ['insmod'])
  expect(run({ kind: 'program', program: 'insmod', args: ['x.ko'] })).toEqual({ status: 1, stderr })
})

it('gives commands the name of the module and the options', () => {
  const { run, directory } = withPrograms('')
  const command = `echo "$MODPROBE_MODULE $MODPROBE_OPTIONS" > ${directory}/out; exit 7`
  expect(run({ kind: 'shell', command, modname: 'm' })).toEqual({ status: 7, stderr: '' })
  expect(readFileSync(join(directory, 'out'), 'utf8')).toBe('m -q\n')
})
