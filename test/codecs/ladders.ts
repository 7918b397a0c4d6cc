/** What every codec must withstand: a file cut at each length, and a file with each of its bytes changed. */
import { execFileSync, spawnSync } from 'node:child_process'
import { expect } from 'vitest'
import { isKmodError, type KmodError } from '../../src/base/errors.ts'
import { type Codec, decompress as decompressInto } from '../../src/codecs/codecs.ts'
import { cpuMilliseconds } from '../support/cpu-time.ts'

/** The refusal of `compressed`; what is not refused, or not by a KmodError, fails the test. */
export async function refusalOf(codec: Codec, compressed: Uint8Array): Promise<KmodError> {
  try {
    const { length } = await decompress(codec, compressed)
    throw new Error(`Expected a refusal, got ${length} bytes`)
  } catch (error) {
    if (isKmodError(error)) return error
    throw error
  }
}

/** A copy: what codecs return is gone with the next call. */
export const decompress = async (codec: Codec, compressed: Uint8Array): Promise<Buffer> =>
  decompressInto(codec, compressed, (bytes) => Buffer.from(bytes))

/** As toEqual(), which takes seconds for a megabyte. */
export function expectSame(actual: Uint8Array, expected: Uint8Array, message?: string): void {
  expect(actual.length, message).toBe(expected.length)
  expect(Buffer.compare(actual, expected), message).toBe(0)
}

export async function expectAllTruncationsRefused(codec: Codec, compressed: Uint8Array): Promise<void> {
  for (let length = 0; length < compressed.length; length++) {
    const { code } = await refusalOf(codec, compressed.subarray(0, length))
    expect({ length, code }).toEqual({ length, code: 'KMOD_COMPRESSION_CORRUPT' })
  }
}

/**
 * Changes bits of each byte: the uncompressed bytes are `plain` or there is a KmodError. Returns how many were refused.
 */
export async function expectNoWrongData(
  codec: Codec,
  compressed: Uint8Array,
  plain: Uint8Array,
): Promise<number> {
  let refused = 0
  for (let at = 0; at < compressed.length; at++) {
    for (const change of [0x01, 0x10, 0x80, 0xff]) {
      const damaged = Buffer.from(compressed)
      damaged[at]! ^= change
      try {
        expectSame(await decompress(codec, damaged), plain, `byte ${at} changed by ${change}`)
      } catch (error) {
        if (!isKmodError(error)) throw error
        refused++
      }
    }
  }
  return refused
}

/** The codec is none the worse for what it refused before. */
export async function expectStillReads(
  codec: Codec,
  compressed: Uint8Array,
  plain: Uint8Array,
): Promise<void> {
  expectSame(await decompress(codec, compressed), plain)
}

export async function expectRefusedAsTooLarge(codec: Codec, bomb: Uint8Array): Promise<void> {
  const start = cpuMilliseconds()
  const memory = process.memoryUsage().rss
  expect((await refusalOf(codec, bomb)).code).toBe('KMOD_LIMIT')
  expect(cpuMilliseconds() - start).toBeLessThan(1000)
  expect(process.memoryUsage().rss - memory).toBeLessThan(400e6)
}

export const SIZES = [0, 1, 2, 100, 65_535, 65_536, 65_537, 1_048_577, 3_000_000] as const

/** Like a module: text that repeats, numbers that do not, long runs of zeros. The same for the same size. */
export function moduleLike(size: number): Buffer {
  const bytes = Buffer.alloc(size)
  for (let i = 0, state = size + 1; i < size; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    const part = (i >> 10) % 4
    bytes[i] =
      part === 0 ? 0 : part === 1 ? state >>> 24 : part === 2 ? (i * 7) & 0x3f : (state >>> 28) + 0x61
  }
  return bytes
}

/** Whether `program` can be run here; tests that need it are skipped otherwise. */
export function hasProgram(program: string): boolean {
  // Some know no --version, and end with another status; only one that is not there cannot be started.
  const present = spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined
  if (!present) console.log(`skipped: what ${program} makes and says (there is no ${program} here)`)
  return present
}

export const runProgram = (program: string, args: readonly string[], input: Uint8Array): Buffer =>
  execFileSync(program, args, { input, maxBuffer: 2 ** 30 })
