import { expect, it } from 'vitest'
import { parseBuiltinList } from '../../src/facts/builtin-list.ts'

it('names the module of each path', () => {
  expect(parseBuiltinList('kernel/lib/crc-t10dif.ko\nKernel/b.ko').paths).toEqual([
    { modname: 'crc_t10dif', path: 'kernel/lib/crc-t10dif.ko' },
    { modname: 'b', path: 'Kernel/b.ko' },
  ])
})

it('separates lines that name no module', () => {
  const { paths, badLines } = parseBuiltinList('\n# list\n/kernel/a.ko\n kernel/b.ko\nkernel/c.ko\n\n')
  expect(paths.map(({ modname }) => modname)).toEqual(['c'])
  expect(badLines).toEqual(['# list', '/kernel/a.ko', ' kernel/b.ko'])
})

it('has nothing in an empty file', () => {
  expect(parseBuiltinList('')).toEqual({ paths: [], badLines: [] })
})
