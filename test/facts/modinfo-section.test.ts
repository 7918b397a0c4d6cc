import { expect, it } from 'vitest'
import { parseModinfo } from '../../src/facts/modinfo-section.ts'
import { imageOf } from '../elf/images.ts'
import type { ModuleSpec } from '../support/elf-builder.ts'

const parsed = (spec: ModuleSpec): string[][] =>
  parseModinfo(imageOf(spec)).map(({ key, value }) => [key, value])
const content = (text: string): ModuleSpec => ({ modinfo: [], damage: { contents: { '.modinfo': text } } })

it.each<[string, ModuleSpec, string[][]]>([
  [
    'gives the fields in order, repeated keys too',
    { modinfo: ['b=1', 'a=2', 'b=1'] },
    [
      ['b', '1'],
      ['a', '2'],
      ['b', '1'],
    ],
  ],
  ['splits at the first =', { modinfo: ['parm=x:a=b'] }, [['parm', 'x:a=b']]],
  ['takes an empty value', { modinfo: ['alias='] }, [['alias', '']]],
  [
    'takes an empty key',
    { modinfo: ['=x', '='] },
    [
      ['', 'x'],
      ['', ''],
    ],
  ],
  ['takes a string without = as a key with an empty value', { modinfo: ['alias'] }, [['alias', '']]],
  [
    'passes over NULs in front, between and after',
    content('\0\0a=1\0\0\0b=2\0\0'),
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  [
    'takes a last string that no NUL ends',
    content('a=1\0b=2'),
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ],
  [
    'takes a last key that no NUL ends',
    content('a=1\0bc'),
    [
      ['a', '1'],
      ['bc', ''],
    ],
  ],
  ['keeps bytes that are not ASCII', { modinfo: ['author=\xe9\xff'] }, [['author', '\xe9\xff']]],
  ['finds nothing in a section of NULs', content('\0\0\0'), []],
  ['finds nothing in an empty section', content(''), []],
  ['finds nothing without the section', {}, []],
])('parseModinfo() %s', (_, spec, fields) => {
  expect(parsed(spec)).toEqual(fields)
})
