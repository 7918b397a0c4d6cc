import { describe, expect, it } from 'vitest'
import {
  extendModprobeOptions,
  splitModprobeOptions,
} from '../../../src/cli/modprobe/modprobe-environment.ts'

describe('splitModprobeOptions()', () => {
  /** All as kmod 34.2 reads them. */
  it.each([
    ['', []],
    [' ', ['']],
    ['-a b', ['-a', 'b']],
    [' x  y ', ['', 'x', '', 'y']],
    ['"o"k', ['o', 'k']],
    ['k"o"k', ['kok']],
    ['"o" "p"', ['o', '', 'p']],
    ["'a b'c d", ['a b', 'c', 'd']],
    ['a"b c" d', ['ab c', 'd']],
    ['"unt er', ['"unt er']],
    ['b x"un te', ['b', 'x"un te']],
    [`x'a"b'y`, ['xa"by']],
    ['""', ['']],
    ['"" a', ['', '', 'a']],
    ["'a''b'", ['a', 'b']],
    [`x' "y z" w`, [`x' "y z" w`]],
  ])('%j is %j', (text, words) => {
    expect(splitModprobeOptions(text)).toEqual(words)
  })
})

describe('extendModprobeOptions()', () => {
  it.each([
    [undefined, [], undefined],
    ['-q', [], '-q'],
    [undefined, ['-C x', '-q'], '-C x -q'],
    ['-v', ['-v'], '-v -v'],
  ])('%j and %j are %j', (before, added, after) => {
    expect(extendModprobeOptions(before, added)).toBe(after)
  })
})
