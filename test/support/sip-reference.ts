/** SipHash and HalfSipHash by the book, for any number of rounds: see test/base/half-sip-hash.test.ts for its proof. */

/** @param width of a word in bits: 64 for SipHash, 32 for HalfSipHash */
export function sipReference(
  width: 32 | 64,
  [perWord, atEnd]: readonly [number, number],
  [key0, key1]: readonly [bigint, bigint],
  bytes: Uint8Array,
): bigint {
  const bits = BigInt(width)
  const mask = (1n << bits) - 1n
  const rotate = (value: bigint, by: bigint): bigint => ((value << by) | (value >> (bits - by))) & mask
  const [r1, r2, r3, r4, half] = width === 64 ? [13n, 16n, 21n, 17n, 32n] : [5n, 8n, 7n, 13n, 16n]
  const start = width === 64 ? [0x736f6d6570736575n, 0x646f72616e646f6dn] : [0n, 0n]
  const rest = width === 64 ? [0x6c7967656e657261n, 0x7465646279746573n] : [0x6c796765n, 0x74656462n]
  let [v0, v1] = [key0 ^ (start[0] ?? 0n), key1 ^ (start[1] ?? 0n)]
  let [v2, v3] = [key0 ^ (rest[0] ?? 0n), key1 ^ (rest[1] ?? 0n)]
  const rounds = (count: number): void => {
    for (let i = 0; i < count; i++) {
      v0 = (v0 + v1) & mask
      v1 = rotate(v1, r1) ^ v0
      v0 = rotate(v0, half)
      v2 = (v2 + v3) & mask
      v3 = rotate(v3, r2) ^ v2
      v0 = (v0 + v3) & mask
      v3 = rotate(v3, r3) ^ v0
      v2 = (v2 + v1) & mask
      v1 = rotate(v1, r4) ^ v2
      v2 = rotate(v2, half)
    }
  }
  const size = width / 8
  const words = Math.floor(bytes.length / size)
  for (let word = 0; word <= words; word++) {
    let value = word === words ? BigInt(bytes.length & 0xff) << (bits - 8n) : 0n
    for (const [i, byte] of bytes.subarray(word * size, (word + 1) * size).entries())
      value |= BigInt(byte) << BigInt(8 * i)
    v3 ^= value
    rounds(perWord)
    v0 ^= value
  }
  v2 ^= 0xffn
  rounds(atEnd)
  return width === 64 ? v0 ^ v1 ^ v2 ^ v3 : v1 ^ v3
}
