import { describe, expect, it } from 'vitest'
import { readModinfoArguments } from '../../../src/cli/modinfo/modinfo-options.ts'

const read = (...args: string[]) => readModinfoArguments('modinfo', args)
const PLAIN = { kmod: '34', separator: '\n', byModname: false, targets: [] }

describe('readModinfoArguments()', () => {
  it.each([
    [['x', 'y'], { targets: ['x', 'y'] }],
    [['-a'], { field: 'author' }],
    [['-d'], { field: 'description' }],
    [['-l'], { field: 'license' }],
    [['-p'], { field: 'parm' }],
    [['-n'], { field: 'filename' }],
    [['-F', 'firmware'], { field: 'firmware' }],
    [['-F', ''], { field: '' }],
    [['--field=a=b'], { field: 'a=b' }],
    [['-F', 'J\u00fcrgen'], { field: 'J\xc3\xbcrgen' }],
    [['-l', '-F', 'x', '-a'], { field: 'author' }],
    [['-aF', 'x'], { field: 'x' }],
    [['-0m'], { separator: '\0', byModname: true }],
    [['--null', '--modname'], { separator: '\0', byModname: true }],
    [['-b', 'ROOT', '-k', '1.0'], { root: 'ROOT', release: '1.0' }],
    [['-k', '1', '--set-version=2', '--base', '/a', '-b/b'], { release: '2', root: '/b' }],
    [['x', '-l', '--', '-y'], { field: 'license', targets: ['x', '-y'] }],
    [['-V', '-Z'], { show: 'version' }],
    [['-V'], { show: 'version' }],
    [['-0', '--help', 'x'], { show: 'help', separator: '\0' }],
  ])('of %j', (args, expected) => {
    expect(read(...args)).toEqual({ ...PLAIN, ...expected })
  })

  it.each([
    [['-Z'], "modinfo: invalid option -- 'Z'"],
    [['-F'], "modinfo: option requires an argument -- 'F'"],
    [['--set'], "modinfo: option '--set-version' requires an argument"],
    [['--f', 'x'], "modinfo: option '--f' is ambiguous; possibilities: '--filename' '--field'"],
  ])('refuses %j as the C library does', (args, message) => {
    expect(() => read(...args)).toThrow(expect.objectContaining({ code: 'KMOD_USAGE', message }))
  })
})
