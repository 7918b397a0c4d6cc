import fc from 'fast-check'
import { expect, it } from 'vitest'
import { columnsOf, fromColumns } from '../../src/facts/facts-columns.ts'
import { namesInOrder } from '../../src/facts/names-in-order.ts'
import { moduleSpec, tableOf, textOfFacts } from './facts-text.ts'

it('says the same, whatever the numbers were', () => {
  fc.assert(
    fc.property(fc.array(moduleSpec, { maxLength: 5 }), (specs) => {
      const columns = columnsOf(tableOf(specs))
      const ordered = namesInOrder(columns)
      expect(textOfFacts(fromColumns(ordered))).toEqual(textOfFacts(tableOf(specs)))
      // As if another thread had met the names in the reverse order.
      const { names, exported, needed } = columns
      const count = names.starts.length - 1
      const texts = Array.from({ length: count }, (_, id) =>
        names.bytes.slice(names.starts[id], names.starts[id + 1]),
      ).reverse()
      const starts = Int32Array.from([
        0,
        ...texts.map((_, i) => texts.slice(0, i + 1).reduce((sum, { length }) => sum + length, 0)),
      ])
      const flipped = (rows: typeof exported) => ({ ...rows, name: rows.name.map((id) => count - 1 - id) })
      const other = {
        ...columns,
        names: { bytes: new Uint8Array(Buffer.concat(texts)), starts },
        exported: flipped(exported),
        needed: flipped(needed),
      }
      expect(namesInOrder(other)).toEqual(ordered)
    }),
  )
})
