import { expect, it } from 'vitest'
import { encodeModulesDep, formatModulesDep } from '../../src/indexes/modules-dep.ts'
import { refusalOf } from '../support/refusal.ts'
import { contextOf, textOf } from './contexts.ts'
import { entryTexts } from './index-reader.ts'

const MODULES = {
  'kernel/c-c.ko': { needs: ['b'] },
  'kernel/a.ko.xz': { exports: ['a'] },
  '/ext//b.ko': { exports: ['b'], needs: ['a'] },
}

it('formatModulesDep() lists each module with what it needs, the most basic one last', () => {
  expect(textOf(formatModulesDep(contextOf(MODULES)))).toBe(
    'kernel/c-c.ko: /ext//b.ko kernel/a.ko.xz\nkernel/a.ko.xz:\n/ext//b.ko: kernel/a.ko.xz\n',
  )
})

it('encodeModulesDep() has each line without its newline under the modname, by position', () => {
  expect(entryTexts(encodeModulesDep(contextOf(MODULES)))).toEqual([
    'a kernel/a.ko.xz: 1',
    'b /ext//b.ko: kernel/a.ko.xz 2',
    'c_c kernel/c-c.ko: /ext//b.ko kernel/a.ko.xz 0',
  ])
})

it('without modules there is an empty file and an index without entries', () => {
  expect(textOf(formatModulesDep(contextOf({})))).toBe('')
  expect(Buffer.from(encodeModulesDep(contextOf({}))).toString('hex')).toBe('b007f457000200010000000c')
})

it('encodeModulesDep() follows the layout of the context', () => {
  const post = Buffer.from(encodeModulesDep(contextOf(MODULES, { layout: 'post-order' })))
  expect(post.readUInt32BE(8)).not.toBe(0x2000000c)
  expect(entryTexts(post)).toEqual(entryTexts(encodeModulesDep(contextOf(MODULES))))
})

it.each([
  // kmod looks at the key before the value.
  ['the modname, where that is not ASCII', { 'kernel/\xe9.ko': {} }, '\xe9', 0xe9],
  ['the line, where only the directory is not', { 'k\xff/a.ko': {} }, 'k\xff/a.ko:', 0xff],
  [
    'the line, where only the name of a dependency is not',
    { 'a.ko': { needs: ['x'] }, '\xfe/b.ko': { exports: ['x'] } },
    'a.ko: \xfe/b.ko',
    0xfe,
  ],
])('encodeModulesDep() refuses %s', (_, modules, text, byte) => {
  const { code, details } = refusalOf(() => encodeModulesDep(contextOf(modules)))
  expect([code, details.text, details.byte]).toEqual(['KMOD_INDEX_BAD_KEY', text, byte])
})
