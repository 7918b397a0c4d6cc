import { describe, expect, it } from 'vitest'
import { diagnostic } from '../../../src/base/diagnostic.ts'
import { modprobeMessage } from '../../../src/cli/modprobe/modprobe-messages.ts'

/** The texts of the others are in testdata/modprobe/expected.json. */
describe('modprobeMessage()', () => {
  it('has what is fatal as a warning where all names are tried', () => {
    const problem = { code: 'module-in-use', modname: 'a' } as const
    expect(modprobeMessage(problem, false)).toEqual({ priority: 'fatal', text: 'Module a is in use.' })
    expect(modprobeMessage(problem, true).priority).toBe('warning')
  })
  it('names the function of the library for what comes before the tool has its logger', () => {
    expect(modprobeMessage(diagnostic('config-bad-line', { file: 'f', line: 2, word: 'w' }), false)).toEqual({
      priority: 'error',
      text: "f line 2: ignoring bad line starting with 'w'",
      libraryFunction: 'kmod_config_parse',
    })
  })
  it.each([
    ['EEXIST', 'Module already in kernel'],
    ['ENOENT', 'Unknown symbol in module, or unknown parameter (see dmesg)'],
    ['EPERM', 'Operation not permitted'],
  ])('words %s', (errno, text) => {
    const problem = { code: 'insert-failed', modname: 'a', errno } as const
    expect(modprobeMessage(problem, false).text).toBe(`could not insert 'a': ${text}`)
  })
  it('words wrong indexes', () => {
    expect(modprobeMessage({ code: 'index-bad-magic', path: 'x', magic: 0x1234 }, false)).toEqual({
      priority: 'error',
      text: 'magic check fail: 1234 instead of b007f457',
    })
    expect(modprobeMessage({ code: 'index-bad-version', path: 'x', major: 3 }, false).text).toBe(
      'major version check fail: 3 instead of 2',
    )
    expect(modprobeMessage({ code: 'index-set-mixed', severity: 'warning', moduleDir: '/m' }, false)).toEqual(
      {
        priority: 'warning',
        text: 'some index files in /m are new and others old: depmod was killed there; run it again',
      },
    )
  })
})
