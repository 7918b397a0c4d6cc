import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { readPlain } from '../../src/read/read-plain.ts'
import { tempTree } from '../support/temp-tree.ts'

it('reads a file as it is, however short, and a compressed one without its compression', async () => {
  const text = '0x1\tsym\tvmlinux\tEXPORT_SYMBOL\n'
  const root = tempTree({ plain: text, empty: '', packed: gzipSync(text) })
  const read = async (name: string) => Buffer.from(await readPlain(nodeHost, `${root}/${name}`)).toString()
  expect([await read('plain'), await read('empty'), await read('packed')]).toEqual([text, '', text])
  await expect(readPlain(nodeHost, `${root}/gone`)).rejects.toMatchObject({ code: 'KMOD_IO' })
})
