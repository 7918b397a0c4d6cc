import { describe, expect, it } from 'vitest'
import { LzmaState } from '../../../src/codecs/xz/lzma-state.ts'
import { chunkKind } from '../../../src/codecs/xz/lzma2-chunks.ts'
import * as memory from '../../../src/wasm/lzma-layout.ts'

const OUT = 50_000

function newState() {
  const buffer = new ArrayBuffer(65_536)
  new Uint8Array(buffer).fill(0xee)
  const state = new LzmaState(buffer, 4096)
  return {
    /** Enters a chunk that starts with `control`; `undefined` when it may not come. */
    enter(control: number, properties = 0x5d): boolean | undefined {
      const kind = chunkKind(control)!
      if (!state.admits(kind)) return undefined
      return state.enter(kind, kind.hasProperties ? properties : undefined, OUT)
    },
    state,
    word: (address: number) => new DataView(buffer).getUint32(address, true),
    probabilities: () =>
      new Uint16Array(buffer, memory.PROBABILITIES, (memory.PROBABILITIES_END - memory.PROBABILITIES) / 2),
  }
}

describe('LzmaState', () => {
  // PLAIN 0x01 (with reset) and 0x02, LZMA 0x80, with reset of state 0xa0, properties 0xc0, dictionary 0xe0
  it.each([
    [[0xe0, 0x80, 0xa0, 0xc0, 0xe0, 0x02, 0x80], true],
    [[0x01, 0xc0, 0x02, 0x80], true],
    [[0x01, 0x02, 0x02, 0xe0], true],
    [[0xe0, 0x01, 0xc0], true],
    [[0x80], undefined],
    [[0xa0], undefined],
    [[0xc0], undefined],
    [[0x02], undefined],
    [[0x01, 0x80], undefined],
    [[0x01, 0x02, 0xa0], undefined],
    [[0xe0, 0x01, 0x80], undefined],
  ])('chunks %j: the last is admitted: %s', (controls, expected) => {
    const { enter } = newState()
    expect(controls.map((control) => enter(control)).at(-1)).toBe(expected)
  })

  it.each([
    [0, [0, 0, 0]],
    [0x5d, [3, 0, 3]],
    [(4 * 5 + 0) * 9 + 4, [4, 0, 15]],
    [(0 * 5 + 4) * 9 + 0, [0, 15, 0]],
    [(4 * 5 + 2) * 9 + 2, [2, 3, 15]],
  ])('reads properties %d as %j', (properties, expected) => {
    const { enter, word } = newState()
    expect(enter(0xe0, properties)).toBe(true)
    const words = [memory.LITERAL_CONTEXT_BITS, memory.LITERAL_POSITION_MASK, memory.POSITION_MASK]
    expect(words.map(word)).toEqual(expected)
  })

  it.each([5, (0 * 5 + 4) * 9 + 1, (0 * 5 + 3) * 9 + 2, 225, 255])('refuses properties %d', (properties) => {
    expect(newState().enter(0xe0, properties)).toBe(false)
  })

  it('resets what the header says', () => {
    const { enter, word, probabilities, state } = newState()
    enter(0xe0)
    const words = [memory.STATE, memory.REP0, memory.REP1, memory.REP2, memory.REP3]
    expect(words.map(word)).toEqual([0, 0, 0, 0, 0])
    expect(probabilities().every((value) => value === 1024)).toBe(true)
    expect([word(memory.DICTIONARY_START), word(memory.DICTIONARY_SIZE)]).toEqual([OUT, 4096])
    probabilities().fill(7)
    enter(0x80)
    expect(probabilities().every((value) => value === 7)).toBe(true)
    enter(0xa0)
    expect(probabilities().every((value) => value === 1024)).toBe(true)
    state.setInputEnd(OUT + 1)
    expect(word(memory.INPUT_END)).toBe(OUT + 1)
  })
})
