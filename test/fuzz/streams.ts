/**
 * Streams of the usual compressors in all their settings: valid ones expand to the bytes that were compressed, damaged
 * ones to a value or a KmodError, and to the same value by both decoders.
 */
import { type ExecFileSyncOptionsWithBufferEncoding, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { isKmodError } from '../../src/base/errors.ts'
import { type CompressionName, compressionOf, loadCodec } from '../../src/codecs/codecs.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { expand } from '../../src/sources/expand.ts'
import { moduleLike } from '../codecs/ladders.ts'
import { branchCode } from '../support/branch-code.ts'
import { fullModule } from './module-seeds.ts'
import { mutate, pick, type Random } from './mutate.ts'
import { type Setting, settingsOf } from './stream-settings.ts'

export interface Tally {
  streams: number
  /** By the fast decoder; the others by the reference. */
  fast: number
  damaged: number
  refused: number
}

/**
 * Makes `count` files of one to three streams, reads each, and a damaged copy of it.
 * @throws Error with the commands that made a file if it is read differently than it was written
 */
export async function tryStreams(codec: CompressionName, count: number, random: Random): Promise<Tally> {
  const tally: Tally = { streams: 0, fast: 0, damaged: 0, refused: 0 }
  const programs = settingsOf(codec)
  const directory = mkdtempSync(join(tmpdir(), 'tskmod-streams-'))
  try {
    while (programs.length > 0 && tally.streams < count) {
      const parts = Array.from({ length: random(6) === 0 ? 1 + random(3) : 1 }, () => {
        const setting = pick(random, programs)(random)
        const bytes = material(random)
        return { bytes, setting, stream: compress(setting, bytes, directory) }
      })
      const file = joined(
        codec,
        random,
        parts.map(({ stream }) => stream),
      )
      const commands = parts.map(({ setting }) => [setting.program, ...setting.args].join(' ')).join(' + ')
      await readSound(codec, file, Buffer.concat(parts.map(({ bytes }) => bytes)), tally, commands)
      await readDamaged(
        codec,
        mutate(file, random, { corpus: [file], dictionary: [], maxSize: 2 ** 22 }),
        tally,
      )
      tally.streams += parts.length
    }
  } finally {
    rmSync(directory, { recursive: true })
  }
  return tally
}

async function readSound(
  name: CompressionName,
  file: Uint8Array,
  expected: Uint8Array,
  tally: Tally,
  commands: string,
): Promise<void> {
  try {
    if (compressionOf(file) !== name) throw new Error(`it counts as ${compressionOf(file)}`)
    const codec = await loadCodec(name)
    const reference = await codec.reference()
    const fast = codec.decode(file)
    if (fast !== undefined) tally.fast++
    if (fast !== undefined && Buffer.compare(fast, expected) !== 0) throw new Error('the bytes differ')
    // The reference accepts whatever the fast decoder accepts.
    if (Buffer.compare(reference(file), expected) !== 0) throw new Error('the bytes of the reference differ')
    if (Buffer.compare(await byPieces(name, file), expected) !== 0)
      throw new Error('the bytes by pieces differ')
  } catch (cause) {
    throw new Error(`${expected.length} bytes by ${commands}`, { cause })
  }
}

async function readDamaged(name: CompressionName, file: Uint8Array, tally: Tally): Promise<void> {
  tally.damaged++
  const codec = await loadCodec(name)
  const reference = await codec.reference()
  const fast = codec.decode(file)?.slice()
  try {
    const bytes = reference(file)
    if (fast !== undefined && Buffer.compare(fast, bytes) !== 0)
      throw new Error('the two decoders expand a damaged file to different bytes')
    await agreesByPieces(name, file, Buffer.from(bytes))
  } catch (error) {
    // The reference does not call damaged what the fast decoder accepts.
    if (fast !== undefined) throw error
    if (!isKmodError(error)) throw error
    tally.refused++
  }
}

async function byPieces(name: CompressionName, file: Uint8Array): Promise<Uint8Array> {
  const range = await expand(nodeHost, memoryRange(file), name)
  const bytes = new Uint8Array(range.size)
  range.read(bytes, 0)
  return bytes
}

/** Reading from the end of a file, and with bounded memory, may refuse more; what it gives is the same. */
async function agreesByPieces(name: CompressionName, file: Uint8Array, expected: Uint8Array): Promise<void> {
  try {
    if (Buffer.compare(await byPieces(name, file), expected) !== 0)
      throw new Error('a damaged file expands to different bytes by pieces')
  } catch (error) {
    if (!isKmodError(error)) throw error
  }
}

/** Streams in one file, with what may be between and after them. */
function joined(codec: CompressionName, random: Random, streams: readonly Buffer[]): Buffer {
  const between = (): Buffer => (random(2) === 0 ? Buffer.alloc(0) : filling(codec, random))
  const parts = streams.flatMap((stream, i) => (i === 0 || codec === 'gzip' ? [stream] : [between(), stream]))
  return Buffer.concat(random(4) === 0 ? [...parts, filling(codec, random)] : parts)
}

function filling(codec: CompressionName, random: Random): Buffer {
  if (codec === 'gzip') return Buffer.alloc(random(600))
  if (codec === 'xz') return Buffer.alloc(4 * random(200))
  const frame = Buffer.alloc(8 + random(40), 0xa5)
  frame.writeUInt32LE(0x184d2a50 + random(16), 0)
  frame.writeUInt32LE(frame.length - 8, 4)
  return frame
}

/** Usually small: settings differ at the edges of blocks and windows. */
function material(random: Random): Buffer {
  const size = pick(random, [0, 1, 100, 5000, 70_000, 70_000, 300_000])
  const make = pick(random, [
    () => moduleLike(random(size + 1)),
    () => branchCode(random, random(Math.min(size, 20_000) + 1)),
    () => Buffer.from(fullModule()),
    () => Buffer.alloc(random(size * 4 + 1), moduleLike(1 + random(300))),
  ])
  return random(8) === 0 ? Buffer.concat([make(), make(), make()]) : make()
}

function compress({ program, args, isPiped }: Setting, bytes: Buffer, directory: string): Buffer {
  const options: ExecFileSyncOptionsWithBufferEncoding = { maxBuffer: 2 ** 27, stdio: 'pipe' }
  if (isPiped) return execFileSync(program, args, { ...options, input: bytes })
  const file = join(directory, 'module.ko')
  writeFileSync(file, bytes)
  return execFileSync(program, [...args, file], options)
}
