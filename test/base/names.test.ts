import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import {
  absoluteFrom,
  basename,
  compareBytes,
  directoryOf,
  fromByteString,
  isAscii,
  normalizeAlias,
  normalizeModname,
  toByteString,
  tryNormalizeAlias,
} from '../../src/base/names.ts'

describe('normalizeModname()', () => {
  it.each([
    ['takes the text after the last slash', '/lib/modules/6.1/kernel/fs/ext4.ko', 'ext4'],
    ['ends at the first dot, not at the last', 'kernel/x.y.ko.xz', 'x'],
    ['writes every dash as an underscore', 'snd-hda-intel.ko', 'snd_hda_intel'],
    ['looks at dashes of the name only', 'a-b/c', 'c'],
    ['ignores dots of directories', 'a.b/c', 'c'],
    ['keeps a newline that no dot precedes', 'ext4\n', 'ext4\n'],
    ['drops a newline after a dot', 'ext4.ko\n', 'ext4'],
    ['leaves nothing of a name that starts with a dot', '.ko', ''],
    ['leaves nothing of a path that ends with a slash', 'a/', ''],
    ['leaves nothing of nothing', '', ''],
    ['keeps bytes that are not ASCII', '\xe9-\xff.ko', '\xe9_\xff'],
  ])('%s', (_, path, modname) => {
    expect(normalizeModname(path)).toBe(modname)
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '-', '_', '.', '/', '\n', '[', '\xe9') }),
        (path) => {
          const once = normalizeModname(path)
          expect(normalizeModname(once)).toBe(once)
          expect(once).not.toMatch(/[-./]/)
        },
      ),
    )
  })
})

describe('normalizeAlias()', () => {
  it.each([
    ['writes a dash as an underscore', 'pci-x-y', 'pci_x_y'],
    ['keeps dots and slashes', 'a.b/c-d', 'a.b/c_d'],
    ['keeps a dash inside brackets', 'v[0-9]-[a-f]-', 'v[0-9]_[a-f]_'],
    ['ends a bracket at the first closing one', 'a[b[c]d-', 'a[b[c]d_'],
    ['takes empty brackets', 'a-[]-', 'a_[]_'],
    ['takes an empty alias', '', ''],
    ['keeps bytes that are not ASCII', '\xe9-', '\xe9_'],
  ])('%s', (_, alias, normalized) => {
    expect(normalizeAlias(alias)).toBe(normalized)
    expect(tryNormalizeAlias(alias)).toBe(normalized)
  })

  it.each([
    ['a bracket that is not closed', 'a[b-c'],
    ['a bracket that is closed only', 'a]'],
    ['a closing bracket after a pair', 'a[b]]'],
    ['an open bracket after a pair', 'a[b][c'],
  ])('refuses %s', (_, alias) => {
    expect(tryNormalizeAlias(alias)).toBeUndefined()
    expect(() => normalizeAlias(alias)).toThrow(`Cannot normalize alias "${alias}": unmatched bracket`)
    expect(() => normalizeAlias(alias)).toThrow(
      expect.toSatisfy((e) => isKmodError(e) && e.code === 'KMOD_USAGE'),
    )
  })

  it('agrees with a walk over the characters, and changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '-', '[', ']') }), (alias) => {
        const normalized = tryNormalizeAlias(alias)
        expect(normalized).toBe(walkAlias(alias))
        if (normalized !== undefined) expect(tryNormalizeAlias(normalized)).toBe(normalized)
      }),
    )
  })
})

/** kmod's loop: at `[` it copies up to the next `]`. */
function walkAlias(alias: string): string | undefined {
  let out = ''
  let inBrackets = false
  for (const c of alias) {
    if (inBrackets) inBrackets = c !== ']'
    else if (c === ']') return undefined
    else inBrackets = c === '['
    out += c === '-' && !inBrackets ? '_' : c
  }
  return inBrackets ? undefined : out
}

describe('byte strings', () => {
  it.each([
    ['ASCII as it is', 'a b', 'a b'],
    ['one character per UTF-8 byte', '\u00e9\u20ac', '\xc3\xa9\xe2\x82\xac'],
    ['a pair of surrogates as four bytes', '\u{1f600}', '\xf0\x9f\x98\x80'],
  ])('toByteString() gives %s', (_, text, bytes) => {
    expect(toByteString(text)).toBe(bytes)
    expect(fromByteString(bytes)).toBe(text)
  })

  it('fromByteString() shows bytes that are not UTF-8 as U+FFFD', () => {
    expect(fromByteString('a\xffb')).toBe('a\ufffdb')
  })

  it('fromByteString() takes back what toByteString() did', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const bytes = toByteString(text)
        expect(bytes).toMatch(/^[\0-\xff]*$/)
        expect(fromByteString(bytes)).toBe(text)
      }),
    )
  })

  it('compareBytes() orders as strcmp() does', () => {
    const byteText = fc.string({ unit: fc.integer({ min: 1, max: 255 }).map((n) => String.fromCharCode(n)) })
    fc.assert(
      fc.property(byteText, byteText, (a, b) => {
        const expected = Buffer.compare(Buffer.from(a, 'latin1'), Buffer.from(b, 'latin1'))
        expect(compareBytes(a, b)).toBe(expected)
      }),
    )
  })

  it.each([
    ['', true],
    ['\0 ~\x7f', true],
    ['a\x80', false],
    ['\u20ac', false],
  ])('isAscii(%j) is %s', (text, expected) => {
    expect(isAscii(text)).toBe(expected)
  })

  it.each([
    ['/a/b.ko', 'b.ko'],
    ['b.ko', 'b.ko'],
    ['a/', ''],
  ])('basename(%j) is %j', (path, expected) => {
    expect(basename(path)).toBe(expected)
  })

  it.each([
    ['/cwd', '/a', '/a'],
    ['/cwd', './a', '/cwd/./a'],
    ['/cwd', '', '/cwd/'],
    ['/cwd', 'C:/a', '/cwd/C:/a'],
    ['C:\\work', 'D:\\image', 'D:\\image'],
    ['C:/work', 'image', 'C:/work/image'],
  ])('absoluteFrom(%j, %j) is %j', (workingDirectory, path, absolute) => {
    expect(absoluteFrom(workingDirectory, path)).toBe(absolute)
  })
})

it.each([
  ['a/b/c.ko', 'a/b'],
  ['/lib', '/'],
  ['//lib', '/'],
  ['/', '/'],
  ['a/', 'a'],
  ['name', '.'],
  ['', '.'],
])('directoryOf(%j) is %j', (path, expected) => {
  expect(directoryOf(path)).toBe(expected)
})
