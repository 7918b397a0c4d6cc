import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasControlCharacter, isModuleFileName, moduleFileAt } from '../../src/scan/module-file.ts'

describe('isModuleFileName()', () => {
  it.each([
    ['a.ko', true],
    ['a.ko.gz', true],
    ['a.ko.xz', true],
    ['a.ko.zst', true],
    ['.a.ko', true],
    ['a\n.ko', true],
    ['.ko', false],
    ['.ko.xz', false],
    ['a.KO', false],
    ['a.ko.bz2', false],
    ['a.ko.', false],
    ['ako', false],
    ['modules.order', false],
  ])('%j: %s', (name, isModule) => {
    expect(isModuleFileName(name)).toBe(isModule)
  })
})

describe('moduleFileAt()', () => {
  it.each([
    ['/m/kernel/a-b.ko.xz', 'kernel/a-b.ko.xz', 'a_b', 'kernel/a-b.ko'],
    ['/m/top.ko', 'top.ko', 'top', 'top.ko'],
    ['/m/kernel/a.b.ko', 'kernel/a.b.ko', 'a', 'kernel/a.b.'],
    ['/m/kernel/.foo.ko', 'kernel/.foo.ko', '', 'kernel/.fo'],
    ['/m//x/../x/a.ko', '/x/../x/a.ko', 'a', '/x/../x/a.ko'],
    ['/m/..', '..', '', '..'],
    ['/ext/a.ko', undefined, 'a', undefined],
    ['/m-updates/a.ko', undefined, 'a', undefined],
  ])('%s', (path, relpath, modname, uncrelpath) => {
    expect(moduleFileAt(path, '/m')).toEqual({ path, relpath, modname, uncrelpath })
  })

  it('has the same uncrelpath regardless of the compression', () => {
    const name = fc.stringMatching(/^[a-z_-]{1,10}$/)
    fc.assert(
      fc.property(name, fc.constantFrom('', '.gz', '.xz', '.zst'), (stem, suffix) => {
        expect(moduleFileAt(`/m/k/${stem}.ko${suffix}`, '/m').uncrelpath).toBe(`k/${stem}.ko`)
      }),
    )
  })
})

it('hasControlCharacter() finds each of them, and no other byte', () => {
  const found = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) =>
    hasControlCharacter(`a${String.fromCharCode(byte)}b`),
  )
  expect(found).toEqual([...Array.from({ length: 32 }, (_, byte) => byte), 127])
})
