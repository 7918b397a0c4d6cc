import { expect, it } from 'vitest'
import { parseSymbolFile, symbolFileOf } from '../../src/depmod/symbol-file.ts'

const quiet = () => expect.unreachable()

it('takes Module.symvers where both files are named', () => {
  const names = { symvers: '/a', systemMap: '/b' }
  expect(symbolFileOf(names)).toBe('/a')
  const symbols = parseSymbolFile(names, Buffer.from('0x7\tone\tvmlinux\tEXPORT_SYMBOL\n'), {
    prefix: undefined,
    report: quiet,
  })
  expect([symbols.names.text(0), symbols.crcLow.at(0)]).toEqual(['one', 7])
})

it('reads System.map, and has nothing where no file is named', () => {
  const symbols = parseSymbolFile({ systemMap: '/b' }, Buffer.from('0 r __ksymtab_two\n'), {
    prefix: undefined,
    report: quiet,
  })
  expect(symbols.names.text(0)).toBe('two')
  expect(symbolFileOf({})).toBeUndefined()
})

it('names files in bytes', () => {
  expect(symbolFileOf({ systemMap: '/é' })).toBe('/\xc3\xa9')
})
