import { expect, it } from 'vitest'
import { needRowsOf } from '../../src/kernel/need-rows.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { buildModule } from '../support/elf-builder.ts'
import { tempTree } from '../support/temp-tree.ts'
import { MODULE_DIR } from './kernel-tree.ts'

it('finds undefined symbols, and the version of module_layout among those of names that are not used', async () => {
  const root = tempTree({
    [`${MODULE_DIR}/kernel/a.ko`]: buildModule({ needs: ['first', 'second'] }),
    [`${MODULE_DIR}/kernel/b.ko`]: buildModule({
      needs: ['second'],
      versions: [
        { name: 'not_used', crc: 1 },
        { name: 'module_layout', crc: 2 },
        { name: 'second', crc: 3 },
      ],
    }),
  })
  const facts = await openKernel({ root }).fullFacts()
  const { needed, names } = facts.table
  const rowsAt = needRowsOf(facts)
  const found = ['a', 'b'].map((modname) => {
    const position = facts.find(modname) ?? -1
    const { start, end, layout } = rowsAt(position, facts.traits?.at(position)?.undefinedCount ?? 0)
    const textAt = (row: number): string => names.text(needed.name.at(row))
    return {
      used: Array.from({ length: end - start }, (_, i) => textAt(start + i)),
      layout: layout === undefined ? undefined : [textAt(layout), needed.crcLow.at(layout)],
    }
  })
  expect(found).toEqual([
    { used: ['first', 'second'], layout: undefined },
    { used: ['second'], layout: ['module_layout', 2] },
  ])
})

it('finds no more rows than there are', async () => {
  const root = tempTree({ [`${MODULE_DIR}/kernel/a.ko`]: buildModule({ needs: ['first'] }) })
  const facts = await openKernel({ root }).fullFacts()
  expect(needRowsOf(facts)(0, Infinity)).toEqual({ start: 0, end: 1, layout: undefined })
})
