import { expect, it } from 'vitest'
import { readXzLayout } from '../../src/codecs/xz/xz-container.ts'
import { streamHead, streamTail } from './xz-envelope.ts'

const DATA = Buffer.from('01000261626300', 'hex')

it.each([
  [0, 4096],
  [4096, 4096],
  [4097, 6144],
  [2 ** 20, 2 ** 20],
  [2 ** 20 + 1, 3 * 2 ** 19],
  [64 * 2 ** 20, 64 * 2 ** 20],
])(
  'streamHead() and streamTail() make a stream whose dictionary has room for %d bytes',
  (needed, dictionarySize) => {
    const stream = Buffer.concat([streamHead(needed), DATA, streamTail(DATA.length, 3)])
    const { blocks, problem } = readXzLayout(stream)
    expect(problem).toBeUndefined()
    expect(blocks[0]).toMatchObject({ uncompressedSize: 3, dictionarySize })
  },
)

it('streamTail() states sizes of more than one byte', () => {
  const size = 300_000
  const chunks = Array.from({ length: 5 }, () =>
    Buffer.concat([Buffer.from('01ea5f', 'hex'), Buffer.alloc(60_000)]),
  )
  const data = Buffer.concat([...chunks, Buffer.alloc(1)])
  const stream = Buffer.concat([streamHead(size), data, streamTail(data.length, size)])
  expect(readXzLayout(stream)).toMatchObject({ uncompressedSize: size })
  expect(readXzLayout(stream).problem).toBeUndefined()
})
