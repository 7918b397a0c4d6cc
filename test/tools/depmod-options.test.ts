import { describe, expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import { checkOptions, type DepmodOptions } from '../../src/tools/depmod-options.ts'

const check = (options: object): void => checkOptions({ release: '6.1', ...options } as DepmodOptions)

describe('checkOptions()', () => {
  it.each([
    [{}],
    [{ root: '', moduleDirectory: '/x', outdir: 'o', systemMap: 'm', symvers: 's' }],
    [{ config: [], files: ['/a.ko'], layout: 'post-order', publish: 'text', jobs: 3, symbolPrefix: '_' }],
    [{ root: undefined, jobs: undefined, cache: undefined }],
    [{ cache: 'relative/too' }],
  ])('accepts %j', (options) => {
    expect(() => check(options)).not.toThrow()
  })

  it.each([
    [{ release: '' }, 'Expected `release` to be the name of a directory, got ""'],
    [{ release: undefined }, 'Expected `release` to be the name of a directory, got undefined'],
    [{ release: '../6.1' }, 'Expected `release` to be the name of a directory, got "../6.1"'],
    [{ root: 3 }, 'Expected `root` to be a path, got 3'],
    [{ outdir: 'a\0b' }, 'Expected `outdir` to be a path, got "a\\u0000b"'],
    [{ config: '/x' }, 'Expected `config` to be an array of paths, got "/x"'],
    [{ files: [1] }, 'Expected `files` to be an array of paths, got [1]'],
    [{ layout: 'x' }, 'Expected `layout` to be a layout of indexes, got "x"'],
    [{ publish: 'no' }, 'Expected `publish` to be `write` or `text`, got "no"'],
    [{ jobs: Number.NaN }, 'Expected `jobs` to be a whole number from 1 up, got null'],
    [{ jobs: -3 }, 'Expected `jobs` to be a whole number from 1 up, got -3'],
    [{ cache: '' }, 'Expected `cache` to be the path of a directory, got ""'],
    [{ cache: true }, 'Expected `cache` to be the path of a directory, got true'],
    [{ symbolPrefix: 'ab' }, 'Expected `symbolPrefix` to be one character, got "ab"'],
    [{ symbolPrefix: '\u00e9' }, 'Expected `symbolPrefix` to be one character, got "\u00e9"'],
  ])('refuses %j', (options, message) => {
    expect(() => check(options)).toThrowError(new KmodError('KMOD_USAGE', message))
  })
})
