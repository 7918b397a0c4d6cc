import { describe, expect, it } from 'vitest'
import { bytesOf } from '../../src/base/bytes.ts'
import { NameTable } from '../../src/base/name-table.ts'
import { parseSymvers } from '../../src/loadability/symvers.ts'
import { SymversTable } from '../../src/loadability/symvers-table.ts'

const TEXT = [
  '0x00000001\tone\tvmlinux\tEXPORT_SYMBOL\t',
  '0x00000002\ttwo\tdrivers/net/a-b\tEXPORT_SYMBOL_GPL\tNS',
  '0x00000003\tthree\tdrivers/net/a-b\tEXPORT_SYMBOL_GPL',
  '0x00000000\tfour\tvmlinux\tEXPORT_SYMBOL\tmodule:x,y*',
  '0xffffffff00000005\tfive\tvmlinux\tEXPORT_SYMBOL\t',
  '0X0000000A\tsix\tvmlinux',
  'nonsense',
  '\t\t\t',
  '0x1\t\tvmlinux\tEXPORT_SYMBOL',
  '0x1\tseven\t\tEXPORT_SYMBOL',
  '0xg\teight\tvmlinux\tEXPORT_SYMBOL',
  '0x\tnine\tvmlinux\tEXPORT_SYMBOL',
  '1\tten\tvmlinux\tEXPORT_SYMBOL',
  '0x12345678901234567\televen\tvmlinux\tEXPORT_SYMBOL',
  '0x2\tone\tkernel/one.ko\tEXPORT_SYMBOL\tLATER\textra',
  '0x0000000b\ttwelve\tfour\tEXPORT_SYMBOL\t CR \r',
  '0x0000000c\tthirteen\tvmlinux',
]
const NAMES = 'one two three four five six seven eight nine ten eleven twelve thirteen vmlinux NS'.split(' ')

/** As columns tell it, in the form of a KernelExport. */
function columnsOf(bytes: Uint8Array): Map<string, object> {
  const names = new NameTable()
  for (const name of NAMES) names.intern(bytesOf(name), 0, name.length)
  const found = new Map<string, object>()
  new SymversTable(bytes).eachOf(names, ({ id, crc, namespace, owner }) => {
    found.set(names.text(id), { crc, namespace, owner })
  })
  return found
}

describe.each(['\n', '\n\n'])('lines parted by %j', (newline) => {
  const bytes = bytesOf(TEXT.join(newline))

  it('says in columns what the parser says in objects', () => {
    const expected = [...parseSymvers(bytes)].map(([name, { crc = 0, namespace, owner }]) => [
      name,
      { crc, namespace, owner: owner.kind === 'kernel' ? '' : owner.modname },
    ])
    expect(expected).toHaveLength(8)
    expect([...columnsOf(bytes)].sort()).toEqual(expected.sort())
  })

  it('finds single symbols in the text, and many in the map, alike', () => {
    const parsed = parseSymvers(bytes)
    for (const name of NAMES) {
      const table = new SymversTable(bytes)
      for (let i = 0; i < 12; i++) expect(table.exportOf(name)).toEqual(parsed.get(name))
    }
  })
})

it('passes over names that nobody needs', () => {
  const names = new NameTable()
  const table = new SymversTable(bytesOf(TEXT.join('\n')))
  table.eachOf(names, () => expect.unreachable())
  expect(table.exportOf('nobody')).toBe(undefined)
})
