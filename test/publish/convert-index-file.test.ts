import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { encodeIndex } from '../../src/indexes/encode-index.ts'
import { convertIndexFile } from '../../src/publish/convert-index-file.ts'
import { tempTree } from '../support/temp-tree.ts'

const ENTRIES = ['ab', 'ac', 'b'].map((key) => ({ key, value: 'x', priority: 0 }))
const [PRE, POST] = [encodeIndex(ENTRIES, 'pre-order'), encodeIndex(ENTRIES, 'post-order')]

it('writes the other layout, also in place', async () => {
  const root = tempTree({ 'a.bin': PRE })
  const from = `${root}/a.bin`
  expect(await convertIndexFile({ from, to: `${root}/b.bin`, layout: 'post-order' })).toBe(POST.length)
  expect(readFileSync(`${root}/b.bin`)).toEqual(Buffer.from(POST))
  await convertIndexFile({ from, to: from, layout: 'post-order' })
  expect(readFileSync(from)).toEqual(Buffer.from(POST))
})

it('leaves what was there when the file is damaged', async () => {
  const root = tempTree({ 'a.bin': PRE.subarray(0, 30), 'b.bin': 'old' })
  const conversion = convertIndexFile({ from: `${root}/a.bin`, to: `${root}/b.bin`, layout: 'pre-order' })
  await expect(conversion).rejects.toMatchObject({ code: 'KMOD_INDEX_MALFORMED' })
  expect([readFileSync(`${root}/b.bin`, 'utf8'), readdirSync(root)]).toEqual(['old', ['a.bin', 'b.bin']])
})
