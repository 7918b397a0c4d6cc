import fc from 'fast-check'
import { expect, it } from 'vitest'
import { FactsProgram } from '../../src/facts/facts-program.ts'
import { sipReference } from '../support/sip-reference.ts'

it('the program hashes names by SipHash-1-3, for all lengths and wherever they are', () => {
  const { exports, ...program } = new FactsProgram()
  expect(program).toBeDefined()
  const room = exports.allocate(128)
  const word = fc.integer({ min: 0, max: 2 ** 32 - 1 })
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 60 }),
      fc.tuple(word, word, word, word),
      fc.nat(9),
      (name, [a, b, c, d], before) => {
        const memory = new Uint8Array(exports.memory.buffer, room, 128)
        memory.fill(0xa5)
        memory.set(name, before)
        exports.setHashKey(a, b, c, d)
        const key = [BigInt(a) | (BigInt(b) << 32n), BigInt(c) | (BigInt(d) << 32n)] as const
        const hash = sipReference(64, [1, 3], key, name)
        const folded = (hash ^ (hash >> 32n)) & 0xffffffffn
        expect(BigInt(exports.sipHash(room + before, name.length) >>> 0)).toBe(folded)
      },
    ),
  )
})
