import { expect, it } from 'vitest'
import * as memory from '../../src/wasm/lzma-layout.ts'

it('the tables follow each other, as large as the LZMA specification has them', () => {
  const { IS_MATCH, IS_REP, IS_REP_G0, IS_REP_G1, IS_REP_G2, IS_REP0_LONG, SLOT_TREES } = memory
  const { SPECIAL_TREES, ALIGN_TREE, MATCH_LENGTH, REP_LENGTH, LITERALS, PROBABILITIES_END } = memory
  const starts = [
    ...[IS_MATCH, IS_REP, IS_REP_G0, IS_REP_G1, IS_REP_G2, IS_REP0_LONG, SLOT_TREES],
    ...[SPECIAL_TREES, ALIGN_TREE, MATCH_LENGTH, REP_LENGTH, LITERALS, PROBABILITIES_END],
  ]
  const sizes = starts.slice(1).map((end, i) => (end - starts[i]!) / 2)
  expect(sizes).toEqual([192, 12, 12, 12, 12, 192, 256, 128, 16, 514, 514, 0x300 * 16])
  expect([memory.LOW_TREES, memory.MIDDLE_TREES, memory.HIGH_TREE]).toEqual([4, 4 + 256, 4 + 512])
})

it('words, tables and uncompressed bytes do not meet, and all start in the first page', () => {
  expect(memory.INPUT_END + 4).toBeLessThanOrEqual(memory.PROBABILITIES)
  expect(memory.OUTPUT_START).toBeGreaterThanOrEqual(memory.PROBABILITIES_END + memory.SLACK)
  expect(memory.OUTPUT_START).toBeLessThan(65_536)
})
