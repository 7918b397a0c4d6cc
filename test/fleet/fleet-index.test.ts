import * as fs from 'node:fs'
import { expect, it } from 'vitest'
import { INDEX_NAME, indexFleet, parseIndex } from '../../src/fleet/fleet-index.ts'
import { tempTree } from '../support/temp-tree.ts'
import { NEW, OLD, twoKernels } from './two-kernels.ts'

it('writes a list of kernels with sizes, the same again, which parseIndex() reads', async () => {
  const directory = await twoKernels()
  const written = await indexFleet(directory)
  expect(written.map(({ release }) => release)).toEqual([NEW, OLD])
  const text = fs.readFileSync(`${directory}/${INDEX_NAME}`, 'utf8')
  expect(parseIndex('index', text)).toEqual(written)
  const [first] = written
  const path = `${directory}/exports/release=${NEW}/architecture=x86_64/origin=test/part.parquet`
  expect(first?.sizes.exports).toBe(fs.statSync(path).size)
  await indexFleet(`${directory}/`)
  expect(fs.readFileSync(`${directory}/${INDEX_NAME}`, 'utf8')).toBe(text)
})

it('refuses an empty name, which is not the working directory', async () => {
  await expect(indexFleet('')).rejects.toMatchObject({
    code: 'KMOD_USAGE',
    message: expect.stringContaining('empty name'),
  })
})

it('refuses a directory without kernels', async () => {
  await expect(indexFleet(tempTree({ file: '' }))).rejects.toThrow('there are no kernels in')
})

it.each([
  ['{"format":1,"kernels":[', 'it is no JSON, or it is cut'],
  ['null', 'format undefined, not 1'],
  ['{"format":2,"kernels":[]}', 'format 2, not 1'],
  ['{"format":1}', 'an entry of it is no kernel'],
  ['{"format":1,"kernels":[{"release":"1"}]}', 'an entry of it is no kernel'],
  ['{"format":1,"kernels":[{"release":"1","architecture":"a","origin":"o","sizes":{}}]}', 'is no kernel'],
])('parseIndex() refuses %s', (text, message) => {
  expect(() => parseIndex('here', text)).toThrow(message)
})
