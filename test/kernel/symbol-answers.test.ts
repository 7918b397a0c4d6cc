import { join } from 'node:path'
import { expect, it } from 'vitest'
import { bytesOf } from '../../src/base/bytes.ts'
import { loadModuleSet } from '../../src/kernel/module-set.ts'
import { SymbolAnswers } from '../../src/kernel/symbol-answers.ts'
import type { KernelView } from '../../src/loadability/kernel-view.ts'
import { SymversTable } from '../../src/loadability/symvers-table.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

const SYMVERS = new SymversTable(
  bytesOf(
    [
      '0x00000001\tof_kernel\tvmlinux\tEXPORT_SYMBOL\t',
      '0x00000000\tunversioned\tvmlinux\tEXPORT_SYMBOL\t',
      '0x00000003\tspaced\tvmlinux\tEXPORT_SYMBOL_GPL\tNS',
      '0x00000004\tof_one\tdrivers/one\tEXPORT_SYMBOL\t',
      '0x00000005\tof_elsewhere\tdrivers/elsewhere\tEXPORT_SYMBOL\t',
      '0x00000006\tmoved\tdrivers/one\tEXPORT_SYMBOL\t',
      '',
    ].join('\n'),
  ),
)
const NAMES = [
  'of_kernel',
  'unversioned',
  'spaced',
  'of_one',
  'of_elsewhere',
  'moved',
  'nobody',
  'of_two',
  'twice',
]

async function answers() {
  const tree = tempTree({
    'one.ko': buildModule({
      exports: [
        { name: 'of_one', crc: 0x44 },
        { name: 'twice', crc: 1 },
      ],
      needs: NAMES,
    }),
    'three.ko': buildModule({ exports: ['of_two'] }),
    'two.ko': buildModule({
      exports: [
        { name: 'twice', crc: 2 },
        { name: 'of_kernel', crc: 1 },
      ],
    }),
  })
  const set = await loadModuleSet(
    ['one', 'three', 'two'].map((name) => join(tree, `${name}.ko`)),
    { jobs: 1 },
  )
  const view: KernelView = {
    knowsKernelSymbols: true,
    isProprietary: () => false,
    exportOf(name) {
      const known = SYMVERS.exportOf(name)
      const isReplaced = known?.owner.kind === 'module' && known.owner.modname === 'one'
      return known === undefined || isReplaced ? set.exports.get(name) : known
    },
  }
  const columns = new SymbolAnswers(set.facts, view, {
    symvers: SYMVERS,
    isReplaced: (modname) => modname === 'one',
  })
  const { names } = set.facts.table
  return {
    asked: new SymbolAnswers(set.facts, view),
    columns,
    idOf: (name: string) => names.find(bytesOf(name), 0, name.length),
  }
}

it('answers from columns as it does when it asks for one symbol after the other', async () => {
  const { asked, columns, idOf } = await answers()
  const found = NAMES.flatMap((name) =>
    [0, 1, 2, 3, 4, 5, 6, 0x44].flatMap((crc) =>
      [[], ['NS'], ['OTHER']].flatMap((imported) => {
        const id = idOf(name)
        expect(columns.accepts(id, crc, imported)).toBe(asked.accepts(id, crc, imported))
        return columns.accepts(id, crc, imported) ? [`${name} ${crc} ${imported}`] : []
      }),
    ),
  )
  expect(found.filter((line) => line.endsWith(' '))).toEqual([
    'of_kernel 1 ',
    ...[0, 1, 2, 3, 4, 5, 6, 0x44].map((crc) => `unversioned ${crc} `),
    'of_one 68 ',
    'of_elsewhere 5 ',
    ...[0, 1, 2, 3, 4, 5, 6, 0x44].map((crc) => `of_two ${crc} `),
    'twice 2 ',
  ])
  expect(found.filter((line) => line.startsWith('spaced'))).toEqual(['spaced 3 NS'])
})

it('knows what only one module exports', async () => {
  const { asked, columns, idOf } = await answers()
  const own = (name: string, position: number, modname: string): boolean[] => [
    columns.isOwn(idOf(name), position, modname),
    asked.isOwn(idOf(name), position, modname),
  ]
  expect(own('of_one', 0, 'one')).toEqual([true, true])
  expect(own('of_two', 1, 'three')).toEqual([true, true])
  expect(own('twice', 0, 'one')).toEqual([false, false])
  expect(own('of_kernel', 2, 'two')).toEqual([false, false])
})
