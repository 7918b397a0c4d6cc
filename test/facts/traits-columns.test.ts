import { expect, it } from 'vitest'
import { areTraitRowsSound, endIn, startIn } from '../../src/facts/traits-columns.ts'
import { buildModule } from '../support/elf-builder.ts'
import { traitColumnsOf } from './some-columns.ts'

it('the texts of the modules follow each other', () => {
  const { words, text } = traitColumnsOf([
    buildModule({ modinfo: ['a=b'] }),
    Buffer.from('no module'),
    buildModule({ exports: ['one'] }),
  ])
  expect([0, 1, 2].map((module) => [startIn(words, module), endIn(words, module)])).toEqual([
    [0, 4],
    [4, 4],
    [4, text.length],
  ])
  expect(areTraitRowsSound(words, text.length, 3)).toBe(true)
  expect(areTraitRowsSound(words, text.length + 1, 3)).toBe(false)
  expect(areTraitRowsSound(words, text.length, 2)).toBe(false)
})
