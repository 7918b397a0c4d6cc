/**
 * Decompresses the blocks of a large .xz file into a temporary file, on several threads: each one claims the next block when it
 * is free. Debian's packages have a block for each 24 MiB.
 */
import { isAnyKmodError } from '../base/errors.ts'
import { packFailure, unpackFailure } from '../base/packed-failure.ts'
import type { XzBlockPlace } from '../codecs/xz/xz-index.ts'
import { type XzPieces, xzPieces } from '../codecs/xz/xz-pieces.ts'
import { writeAt } from '../host/node-temporary.ts'
import { openPlace } from '../host/thread-paths.ts'
import { ExtractThreads } from './extract-threads.ts'
import type { ExpandAnswer, ExpandTask } from './protocol.ts'

/** Words of the shared memory: the number of claimed blocks, and for each block whether it is done. */
const NEXT = 0
const FIRST_BLOCK = 1
const MAX_WORKERS = 7
/** A thread takes as long to start as some megabytes take to be decompressed. */
const BLOCKS_PER_THREAD = 2

export type ExpandWork = Omit<ExpandTask, 'kind' | 'claims'>

/**
 * Expands all blocks.
 * @param cores that can work at the same time
 * @throws KmodError KMOD_COMPRESSION_CORRUPT, KMOD_COMPRESSION_UNSUPPORTED, KMOD_IO
 */
export async function expandBlocks(work: ExpandWork, cores: number, workerUrl?: URL): Promise<void> {
  const { blocks } = work
  const claims = new SharedArrayBuffer((FIRST_BLOCK + blocks.length) * Int32Array.BYTES_PER_ELEMENT)
  const task: ExpandTask = { ...work, kind: 'expand', claims }
  const workers = Math.min(cores - 1, MAX_WORKERS, Math.floor(blocks.length / BLOCKS_PER_THREAD))
  const threads = new ExtractThreads(workerUrl)
  threads.start(workers)
  try {
    const answers = threads.threads.map((thread) => thread.run(task))
    const pieces = xzPieces()
    expandClaimed(task, pieces)
    for (const answer of answers) {
      const failure = (await answer)?.failure
      if (failure !== undefined) throw unpackFailure(failure)
    }
    // A thread that died has not finished the block that it had claimed.
    const words = new Int32Array(claims)
    for (const [i, block] of blocks.entries())
      if (Atomics.load(words, FIRST_BLOCK + i) === 0) expandBlock(task, block, pieces)
  } finally {
    await threads.stop()
  }
}

/** The work of one thread. */
export function answerExpandTask(task: ExpandTask): ExpandAnswer {
  try {
    expandClaimed(task, xzPieces())
    return {}
  } catch (error) {
    if (!isAnyKmodError(error)) throw error
    // The other threads need not go on.
    Atomics.store(new Int32Array(task.claims), NEXT, task.blocks.length)
    return { failure: packFailure(error) }
  }
}

function expandClaimed(task: ExpandTask, pieces: XzPieces): void {
  const words = new Int32Array(task.claims)
  for (;;) {
    const number = Atomics.add(words, NEXT, 1)
    const block = task.blocks[number]
    if (block === undefined) return
    expandBlock(task, block, pieces)
    Atomics.store(words, FIRST_BLOCK + number, 1)
  }
}

function expandBlock({ source, size, target }: ExpandTask, block: XzBlockPlace, pieces: XzPieces): void {
  const file = openPlace(source, size, '')
  try {
    let position = block.start
    for (const piece of pieces(file, block)) {
      writeAt(target, piece, position)
      position += piece.length
    }
  } finally {
    file.close()
  }
}
