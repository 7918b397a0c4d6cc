import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { counted, formatSize, formFor, groupDigits, TextReport } from '../../../src/cli/terminal/text-kit.ts'

const written = (write: (page: TextReport) => void): string => {
  const page = new TextReport((text, style) => `<${style}:${text}>`)
  write(page)
  return page.text
}
const plain = (write: (page: TextReport) => void): string => {
  const page = new TextReport()
  write(page)
  return page.text
}

describe('TextReport', () => {
  it('aligns columns, numbers on the right', () => {
    expect(
      plain((page) =>
        page.table([
          ['dm_mod', 1234, 'a'],
          ['e1000', 5, 'b'],
        ]),
      ),
    ).toBe('  dm_mod  1,234  a\n  e1000       5  b\n')
  })

  it('goes on under the last column', () => {
    const text = plain((page) => page.table([['name', 'word '.repeat(20)]]))
    expect(text.split('\n')[1]).toMatch(/^ {8}word/)
  })

  it('lists items with commas, under each other', () => {
    const text = plain((page) =>
      page.items(
        'needs:',
        Array.from({ length: 30 }, (_, i) => `module_${i}`),
      ),
    )
    const lines = text.trimEnd().split('\n')
    expect(lines[0]).toBe('  needs: module_0, module_1, module_2, module_3, module_4, module_5, module_6,')
    expect(lines.slice(1).every((line) => /^ {9}module/.test(line))).toBe(true)
    expect(text).toMatch(/module_29\n$/)
  })

  it('styles words and neither commas nor blanks', () => {
    expect(written((page) => page.items('a', [{ text: 'b c', style: 'bad' }, 'd']))).toBe(
      '  a <bad:b> <bad:c>, d\n',
    )
  })

  it('puts a text below its row where the columns before it leave no room', () => {
    const [name, path] = ['n'.repeat(60), 'kernel/drivers/a-module.ko']
    const rows = [
      [name, path],
      ['short', path],
      ['short', 'fits'],
    ]
    expect(plain((page) => page.table(rows))).toBe(
      `  ${name}\n      ${path}\n  short\n      ${path}\n  ${'short'.padEnd(60)}  fits\n`,
    )
  })

  it('breaks long paths after a slash', () => {
    const path = `/very${'/long'.repeat(20)}/path.ko`
    const text = plain((page) => page.table([['x', path]]))
    expect(text.replace(/\n */g, '').trim()).toBe(`x  ${path}`)
    expect(text.split('\n').every((line) => line.length <= 80)).toBe(true)
  })

  it('shows control characters', () => {
    expect(plain((page) => page.line('a\u001b[31mb\n'))).toBe('a\\x1b[31mb\\x0a\n')
  })

  it('counts a character of UTF-8 once', () => {
    const name = Buffer.from('é', 'utf8').toString('latin1')
    expect(
      plain((page) =>
        page.table([
          [name, 'x'],
          ['ab', 'y'],
        ]),
      ),
    ).toBe(`  ${name}   x\n  ab  y\n`)
  })

  it('parts its parts by a blank line', () => {
    const text = plain((page) => {
      page.heading('One', '1')
      page.next([['tskmod why a', 'for this']])
    })
    expect(text).toBe('One 1\n\nNext\n  tskmod why a  for this\n')
  })

  it('says what a command is for above it, when both do not fit', () => {
    const command = `tskmod ${'x'.repeat(70)}`
    expect(plain((page) => page.next([[command, 'why']]))).toBe(`Next\n  why\n    ${command}\n`)
  })

  it('never loses a word, and never passes the width with more than one', () => {
    const word = fc.stringMatching(/^[a-z/]{1,60}$/)
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.integer({ min: 0, max: 20 }), (words, indent) => {
        const text = plain((page) => page.paragraph([words.join(' ')], indent))
        expect(text.replace(/\s/g, '')).toBe(words.join(''))
        for (const line of text.split('\n')) if (line.length > 80) expect(line.trim()).not.toMatch(/ /)
      }),
    )
  })
})

it.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '0.98 KiB'],
  [1024, '1.00 KiB'],
  [10 * 1024, '10.0 KiB'],
  [150 * 1024, '150 KiB'],
  [999.6 * 1024, '0.98 MiB'],
  [5 * 1024 ** 3, '5.00 GiB'],
])('formatSize(%d)', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text)
})

it('counts things', () => {
  expect([
    counted(1, 'module'),
    counted(2, 'module'),
    counted(0, 'alias', 'aliases'),
    groupDigits(1234567),
  ]).toEqual(['1 module', '2 modules', '0 aliases', '1,234,567'])
})

it('formFor() gives a terminal its width and hints, and all others neither', () => {
  expect(formFor(true, 120)).toEqual({ width: 120, hasHints: true })
  expect(formFor(true, 40)).toEqual({ width: 80, hasHints: true })
  expect(formFor(true, 500)).toEqual({ width: 160, hasHints: true })
  expect(formFor(true, undefined)).toEqual({ width: 80, hasHints: true })
  expect(formFor(false, 120)).toEqual({ width: 80, hasHints: false })
  expect(formFor(false, 120, true)).toEqual({ width: 80, hasHints: true })
})

it('uses the width that it has, and keeps hints to itself where nobody reads them', () => {
  const words = Array.from({ length: 40 }, () => 'word')
  const longest = (width: number): number => {
    const page = new TextReport(undefined, { width, hasHints: false })
    page.paragraph(words)
    page.next([['tskmod check', 'look']])
    expect(page.text).not.toContain('Next')
    return Math.max(...page.text.split('\n').map((line) => line.length))
  }
  expect(longest(80)).toBeLessThanOrEqual(80)
  expect(longest(120)).toBeGreaterThan(100)
})
