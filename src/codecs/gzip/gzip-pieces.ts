/**
 * Decompresses gzip files piece by piece, members that follow each other too. For files that are larger than modules: packages
 * and images. node:zlib works on a thread of its own meanwhile.
 */
import { createGunzip, type Gunzip } from 'node:zlib'
import type { ByteReader } from '../codec.ts'
import { gzipRefusal, trailingBytes } from './gzip.ts'

const INPUT_SIZE = 256 * 1024
const PIECE_SIZE = 1024 ** 2

/**
 * The uncompressed bytes in order. Zeros after the last member are ignored.
 * @throws KmodError KMOD_COMPRESSION_CORRUPT, also after pieces
 */
export async function* gzipPieces(file: ByteReader): AsyncGenerator<Uint8Array> {
  const engine = createGunzip({ chunkSize: PIECE_SIZE })
  // What it fails with, the loop fails with, too.
  feed(engine, file).catch((error: Error) => engine.destroy(error))
  try {
    for await (const piece of engine) yield piece as Uint8Array
  } catch (error) {
    throw gzipRefusal(error, file.size)
  }
  const consumed = engine.bytesWritten
  const rest = new Uint8Array(INPUT_SIZE)
  for (let at = consumed; at < file.size; at += INPUT_SIZE)
    if (rest.subarray(0, file.read(rest, at)).some((byte) => byte !== 0))
      throw trailingBytes(file.size - consumed)
}

async function feed(engine: Gunzip, file: ByteReader): Promise<void> {
  for (let at = 0; at < file.size; at += INPUT_SIZE) {
    const part = new Uint8Array(Math.min(INPUT_SIZE, file.size - at))
    const used = part.subarray(0, file.read(part, at))
    await new Promise<void>((resolve, reject) => {
      engine.write(used, (error) => (error ? reject(error) : resolve()))
    })
  }
  engine.end()
}
