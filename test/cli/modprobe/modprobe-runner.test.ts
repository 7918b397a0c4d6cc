import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { type CheckOption, createRunner } from '../../../src/cli/modprobe/modprobe-runner.ts'
import { temporaryDirectory } from '../../support/run-tsdepmod.ts'

const path = process.env.PATH
afterEach(() => {
  process.env.PATH = path
})

/** A runner that finds `script` under the names of the programs; they write to $LOG. */
function withPrograms(
  script: string,
  forced: readonly ('insmod' | 'rmmod')[] = [],
  leftOutChecks: readonly CheckOption[] = [],
) {
  const directory = temporaryDirectory()
  for (const name of ['insmod', 'rmmod']) {
    writeFileSync(join(directory, name), `#!/bin/sh\nLOG=${directory}/log\n${script}\n`)
    chmodSync(join(directory, name), 0o755)
  }
  process.env.PATH = `${directory}:${path}`
  let flushed = 0
  let unknown = 0
  const run = createRunner({
    modprobeOptions: '-q',
    forced,
    leftOutChecks,
    onUnknownOption: () => {
      unknown++
    },
    waitMs: 0,
    flush: () => {
      flushed++
    },
  })
  const log = (): string => readFileSync(join(directory, 'log'), 'utf8')
  return { run, directory, log, flushed: () => flushed, unknown: () => unknown }
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

it('asks insmod, and only insmod, to leave out one check', () => {
  const { run, log, unknown } = withPrograms('echo "$*" >> $LOG', [], ['force-vermagic'])
  run({ kind: 'program', program: 'insmod', args: ['/x.ko'] })
  run({ kind: 'program', program: 'rmmod', args: ['x'] })
  expect(log()).toBe('--force-vermagic /x.ko\nx\n')
  expect(unknown()).toBe(0)
})

it('tries an option that insmod does not know once only', () => {
  const script = 'echo "$*" >> $LOG; case $1 in --*) echo "insmod: unrecognized option" >&2; exit 1; esac'
  const { run, log, unknown } = withPrograms(script, [], ['force-vermagic'])
  const insert = (path: string) => run({ kind: 'program', program: 'insmod', args: [path] })
  expect([insert('/x.ko'), insert('/y.ko')]).toEqual([
    { status: 0, stderr: '' },
    { status: 0, stderr: '' },
  ])
  expect(log()).toBe('--force-vermagic /x.ko\n/x.ko\n/y.ko\n')
  expect(unknown()).toBe(1)
})

it('gives commands the name of the module and the options', () => {
  const { run, directory } = withPrograms('')
  const command = `echo "$MODPROBE_MODULE $MODPROBE_OPTIONS" > ${directory}/out; exit 7`
  expect(run({ kind: 'shell', command, modname: 'm' })).toEqual({ status: 7, stderr: '' })
  expect(readFileSync(join(directory, 'out'), 'utf8')).toBe('m -q\n')
})
