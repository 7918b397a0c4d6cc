import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { throughSyslog } from '../../../src/cli/modprobe/syslog.ts'
import type { Console } from '../../../src/cli/terminal/console.ts'
import { tempTree } from '../../support/temp-tree.ts'

const TSMODPROBE = resolve(import.meta.dirname, '../../../bin/tsmodprobe.cjs')

describe('throughSyslog()', () => {
  function consoleOf(verbosity: number) {
    const sent: unknown[] = []
    const standard: Console = {
      message: () => sent.push('message on standard error'),
      complain: (line) => sent.push(line),
      data: (text) => sent.push(text),
      fields: (fields) => fields,
      flush: () => sent.push('flush'),
    }
    const send = (...message: unknown[]): void => void sent.push(message)
    return { sent, console: throughSyslog(standard, { program: 'modprobe', verbosity, send }) }
  }

  it('sends what is within the verbosity, in its order, with the label in front', () => {
    const { sent, console } = consoleOf(4)
    console.message('error', 'a')
    console.message('error', 'b')
    console.message('info', 'not sent')
    console.message('warning', 'c')
    console.message('fatal', 'd')
    expect(sent).toEqual([])
    console.flush()
    expect(sent).toEqual([
      'flush',
      ['modprobe', 'err', ['ERROR: a', 'ERROR: b']],
      ['modprobe', 'warning', ['WARNING: c']],
      ['modprobe', 'crit', ['FATAL: d']],
    ])
    console.flush()
    expect(sent.slice(4)).toEqual(['flush'])
  })

  it('keeps a message with line breaks in it one message', () => {
    const { sent, console } = consoleOf(4)
    console.message('error', 'Module x\nkernel: all is well\r\0 not found\t\xc3\xa4')
    console.flush()
    expect(sent[1]).toEqual([
      'modprobe',
      'err',
      ['ERROR: Module x\\x0akernel: all is well\\x0d\\x00 not found\t\xc3\xa4'],
    ])
  })

  it('leaves data and whole lines where they were', () => {
    const { sent, console } = consoleOf(0)
    console.message('fatal', 'quiet')
    console.complain('a line')
    console.data('data')
    console.flush()
    expect(sent).toEqual(['a line', 'data', 'flush'])
  })
})

describe('tsmodprobe -s', () => {
  const NOT_FOUND = 'FATAL: Module nosuch not found in directory /nowhere/lib/modules/1'

  /** A shell command that runs it as `$M ARGS`, with a `logger` that writes down what it gets. */
  function shell(command: string, hasLogger = true) {
    const top = tempTree({ modprobe: { link: TSMODPROBE }, 'bin/cat': { link: '/bin/cat' } })
    const logger = join(top, 'bin/logger')
    const log = join(top, 'log')
    writeFileSync(logger, hasLogger ? `#!/bin/sh\n{ echo "$*"; cat; } >> ${log}\n` : 'no program')
    chmodSync(logger, 0o755)
    const M = `${process.execPath} ${top}/modprobe -C /nowhere -d /nowhere -S 1`
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], {
      encoding: 'utf8',
      env: { M, PATH: join(top, 'bin') },
    })
    return { status, stdout, stderr, log: existsSync(log) ? readFileSync(log, 'utf8') : '' }
  }

  it('writes to syslog, not to standard error', () => {
    expect(shell('$M -s nosuch')).toEqual({
      status: 1,
      stdout: '',
      stderr: '',
      log: `-t modprobe -p daemon.crit\n${NOT_FOUND}\n`,
    })
  })

  it('is taken for granted where standard error is closed, and not where it is thrown away', () => {
    expect(shell('$M nosuch 2>&-').log).toBe(`-t modprobe -p daemon.crit\n${NOT_FOUND}\n`)
    expect(shell('$M nosuch <&- >&- 2>&-').log).toBe(`-t modprobe -p daemon.crit\n${NOT_FOUND}\n`)
    expect(shell('$M nosuch 2>/dev/null').log).toBe('')
  })

  it('sends all messages of a priority at once', () => {
    expect(shell('$M -as x y').log.split('\n')).toEqual([
      '-t modprobe -p daemon.warning',
      'WARNING: Module x not found in directory /nowhere/lib/modules/1',
      'WARNING: Module y not found in directory /nowhere/lib/modules/1',
      '',
    ])
  })

  it('does not let a name make a message of its own', () => {
    expect(shell("$M -s 'no\nFATAL: such'").log.split('\n')).toEqual([
      '-t modprobe -p daemon.crit',
      'FATAL: Module no\\x0aFATAL: such not found in directory /nowhere/lib/modules/1',
      '',
    ])
  })

  it('sends nothing with -q, and runs no program without messages', () => {
    expect(shell('$M -sq nosuch')).toEqual({ status: 1, stdout: '', stderr: '', log: '' })
    expect(shell('$M -s -c').log).toBe('')
  })

  it('leaves complaints about options on standard error, as kmod', () => {
    const { status, stderr, log } = shell('$M -s --bad')
    expect([status, log]).toEqual([1, ''])
    expect(stderr).toMatch(/modprobe: unrecognized option '--bad'\n$/)
  })

  it('ends as it would have when syslog cannot be reached', () => {
    expect(shell('$M -s nosuch', false)).toEqual({ status: 1, stdout: '', stderr: '', log: '' })
  })
})
