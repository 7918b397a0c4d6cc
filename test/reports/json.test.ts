import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { crcText, formatDocument, kernelDocument } from '../../src/reports/json.ts'
import { kernelTree, RELEASE } from '../kernel/kernel-tree.ts'

it('makes text of byte strings', () => {
  const bytes = Buffer.from('Müller', 'utf8').toString('latin1')
  expect(JSON.parse(formatDocument('why', { author: bytes, list: ['\xff'] }))).toEqual({
    schemaVersion: 1,
    command: 'why',
    author: 'Müller',
    list: ['\ufffd'],
  })
})

it('writes versions as Module.symvers does', () => {
  expect([crcText(0x1234n), crcText(0n), crcText(0x123456789an)]).toEqual([
    '0x00001234',
    null,
    '0x123456789a',
  ])
})

it('names the kernel as documents do', () => {
  const root = kernelTree()
  expect(kernelDocument(openKernel({ root }))).toEqual({ kernel: { root, release: RELEASE } })
})
