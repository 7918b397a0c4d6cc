import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect } from 'vitest'
import { readXzIndex } from '../../src/codecs/xz/xz-index.ts'
import { answerExpandTask, expandBlocks } from '../../src/extract/expand-blocks.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { expectSame } from '../codecs/ladders.ts'
import { itWith } from '../support/programs.ts'
import { tempTree } from '../support/temp-tree.ts'
import { WORKER_URL } from './module-files.ts'

const it = itWith('xz')
const TEXT = Buffer.from(Array.from({ length: 400_000 }, (_, i) => (i * i * 7919) % 251))

/** A file of 20 blocks. */
function compressed(): string {
  const bytes = execFileSync('xz', ['-c', '-0', '--block-size=20000'], { input: TEXT })
  return join(tempTree({ 'x.xz': bytes }), 'x.xz')
}

function work(path: string) {
  const source = nodeHost.openFile(path)
  const target = nodeHost.createTemporaryFile()
  const { place } = target
  if (source.place === undefined || place === undefined || !('descriptor' in place))
    throw new Error('no place')
  const task = {
    source: source.place,
    size: source.size,
    blocks: readXzIndex(source),
    target: place.descriptor,
  }
  const text = (): Buffer => {
    const bytes = Buffer.alloc(TEXT.length)
    target.read(bytes, 0)
    return bytes
  }
  return { task, text }
}

describe('expandBlocks()', () => {
  it.each([1, 2, 4])('writes each block to its place, with %d cores', async (cores) => {
    const { task, text } = work(compressed())
    expect(task.blocks).toHaveLength(20)
    await expandBlocks(task, cores, WORKER_URL)
    expectSame(text(), TEXT)
  })

  it('does without threads that cannot be started, or die', async () => {
    const dying = join(tempTree({ 'dies.mjs': 'process.exit(1)' }), 'dies.mjs')
    for (const url of [new URL('file:///nothing/worker.js'), pathToFileURL(dying)]) {
      const { task, text } = work(compressed())
      await expandBlocks(task, 3, url)
      expectSame(text(), TEXT)
    }
  })

  it.each([1, 4])('refuses damage, with %d cores', async (cores) => {
    const path = compressed()
    const bytes = fs.readFileSync(path)
    bytes.fill(0x5a, bytes.length >> 1, (bytes.length >> 1) + 20)
    fs.writeFileSync(path, bytes)
    const error = await expandBlocks(work(path).task, cores, WORKER_URL).catch((refusal: unknown) => refusal)
    expect(error).toMatchObject({ code: 'KMOD_COMPRESSION_CORRUPT' })
  })
})

it('answerExpandTask() answers with the failure, after which nobody goes on', () => {
  const { task } = work(compressed())
  const claims = new SharedArrayBuffer(4 * 30)
  const [block] = task.blocks
  const blocks = block ? [{ ...block, unpaddedSize: 30 }, block] : []
  const answer = answerExpandTask({ ...task, kind: 'expand', blocks, claims })
  expect(answer.failure?.code).toBe('KMOD_COMPRESSION_CORRUPT')
  expect(answerExpandTask({ ...task, kind: 'expand', blocks, claims })).toEqual({})
})
