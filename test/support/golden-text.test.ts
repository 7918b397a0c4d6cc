import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { caseNames, casePath } from './golden-case.ts'
import { formatGoldenText, parseGoldenText } from './golden-text.ts'

const TREES = join(import.meta.dirname, '../../testdata/trees')
const HEADER = '{ "why": "a -- b -- c" }\n'

describe('the text of a golden case', () => {
  it.each([
    { what: 'no section', sections: {} },
    { what: 'an empty one', sections: { stderr: '' } },
    {
      what: 'text with a newline at the end, and without',
      sections: { stdout: 'a\n\nb\n', 'input/x y': 'a' },
    },
    { what: 'bytes', sections: { 'files/a.bin': '\x00\n-- x --\n\xff', 'files/a': 'x-- y --\n\xff' } },
    { what: 'a name with a comma', sections: { 'input/a, b': ' \n' } },
  ])('holds $what', ({ sections }) => {
    expect(parseGoldenText(formatGoldenText({ header: HEADER, sections }))).toEqual({
      header: HEADER,
      sections,
    })
  })

  it('refuses text that would be read as another section', () => {
    expect(() => formatGoldenText({ header: HEADER, sections: { stdout: 'a\n-- b --\n' } })).toThrow('stdout')
  })

  it('refuses two sections of one name', () => {
    expect(() => parseGoldenText(`${HEADER}-- a --\n-- a --\n`)).toThrow('"a"')
  })

  it.each(caseNames(TREES))('%s is as it would be written', (name) => {
    const text = readFileSync(casePath(TREES, name), 'latin1')
    expect(formatGoldenText(parseGoldenText(text))).toBe(text)
  })
})
