import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../../src/base/errors.ts'
import { lzma2Decoder } from '../../../src/codecs/xz/lzma2-decoder.ts'
import { decodeXz } from '../../../src/codecs/xz/xz-reference.ts'
import { seededRandom } from '../../fuzz/mutate.ts'
import { branchCode } from '../../support/branch-code.ts'
import { PLAIN, XZ, XZ_BLOCKS, XZ_DELTA, XZ_EMPTY, XZ_RISCV, XZ_RISCV_CHAIN, XZ_X86 } from '../fixtures.ts'
import { expectSame } from '../ladders.ts'

const lzma2 = lzma2Decoder()
const CODE = branchCode(seededRandom(58), 300)

function reasonFor(compressed: Uint8Array): string | undefined {
  try {
    decodeXz(lzma2, compressed)
    return 'no refusal'
  } catch (error) {
    if (isKmodError(error)) return error.details.reason
    throw error
  }
}

describe('decodeXz()', () => {
  it.each([
    ['each check', Buffer.concat(Object.values(XZ)), Buffer.concat(Array<Buffer>(4).fill(PLAIN))],
    ['several blocks', XZ_BLOCKS, PLAIN],
    ['nothing', XZ_EMPTY, Buffer.alloc(0)],
    ['filters', Buffer.concat([XZ_X86, XZ_DELTA]), Buffer.concat([PLAIN, PLAIN])],
    ['a filter of a later liblzma', XZ_RISCV, CODE],
    ['a chain of filters', XZ_RISCV_CHAIN, CODE],
  ])('reads %s', (_, compressed, expected) => {
    expectSame(decodeXz(lzma2, compressed), expected)
  })

  it('verifies the bytes after the filters, not before', () => {
    for (const file of [XZ_X86, XZ_DELTA, XZ_RISCV, XZ_RISCV_CHAIN]) {
      const damaged = Buffer.from(file)
      // The check is before the index and the footer.
      const checkEnd = damaged.length - 12 - (damaged.readUInt32LE(damaged.length - 8) + 1) * 4
      damaged[checkEnd - 1]! ^= 1
      expect(reasonFor(damaged)).toBe('File is corrupt')
    }
  })

  it('names what comes first: damage in a block, or the end of the file after it', () => {
    const second = Buffer.concat([XZ.crc32, XZ.crc64])
    const damaged = Buffer.from(second)
    damaged[34]! ^= 0xff
    expect(reasonFor(second.subarray(0, -5))).toBe('Unexpected end of input')
    expect(reasonFor(damaged.subarray(0, -5))).toBe('File is corrupt')
  })
})
