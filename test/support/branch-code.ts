/**
 * Bytes that are dense in what branch filters convert, and in what nearly looks like it, for all machines at once: real
 * code has one call in a hundred bytes, and hardly a doubtful one.
 */
import { pick, type Random } from '../fuzz/mutate.ts'

/** Opcodes and highest bytes of distances: x86, ARM, ARM-Thumb, SPARC, PowerPC, ARM64, RISC-V, IA-64 templates. */
const BYTES = Buffer.from('e8e900ffebf0f8ff407fc0484b01949790b0f01797efef0383931012161805500a', 'hex')

export function branchCode(random: Random, size: number): Buffer {
  const bytes = Buffer.from(
    Array.from({ length: size }, () => (random(3) > 0 ? (BYTES[random(BYTES.length)] ?? 0) : random(256))),
  )
  for (let at = 0; at + 8 <= size; at += 2 * (1 + random(20))) pick(random, PAIRS)(bytes, at, random)
  return bytes
}

/** AUIPC of RISC-V with an instruction that adds to its register, and in the form of a pair that was converted. */
const PAIRS = [
  (bytes: Buffer, at: number, random: Random): void => {
    const register = random(32)
    bytes.writeUInt32LE((0x17 | (register << 7) | (random(2 ** 20) << 12)) >>> 0, at)
    bytes.writeUInt32LE((0x03 | (random(32) << 7) | (register << 15) | (random(4096) << 20)) >>> 0, at + 4)
  },
  (bytes: Buffer, at: number, random: Random): void => {
    bytes.writeUInt32LE((0x3117 | (random(2 ** 18) << 14)) >>> 0, at)
  },
]
