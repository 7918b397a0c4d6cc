import fc from 'fast-check'
import { expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import type { ModinfoContent } from '../../src/extract/modinfo-content.ts'
import { packContent, unpackContent } from '../../src/extract/packed-modinfo.ts'

/** What a thread border makes of it. */
const across = (content: ModinfoContent | KmodError) => unpackContent(structuredClone(packContent(content)))

it('packContent() and unpackContent() keep every field, in its order', () => {
  const byte = fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code))
  const text = fc.array(byte, { maxLength: 5 }).map((bytes) => bytes.join(''))
  fc.assert(
    fc.property(fc.array(fc.record({ key: text, value: text })), (fields) => {
      expect(across({ fields })).toEqual({ fields })
    }),
  )
})

it('keep a signature', () => {
  const signature = {
    idType: 'PKCS#7',
    signer: 's\xe4',
    keyId: Uint8Array.of(1, 2),
    hashAlgorithm: 'sha256',
    signature: Uint8Array.of(3),
  } as const
  expect(across({ fields: [], signature })).toEqual({ fields: [], signature })
})

it('keep a build ID, an empty one too', () => {
  const buildId = Uint8Array.of(0xab, 0xcd)
  expect(across({ fields: [], buildId })).toEqual({ fields: [], buildId })
  expect(across({ fields: [], buildId: new Uint8Array(0) })).toEqual({
    fields: [],
    buildId: new Uint8Array(0),
  })
})

it('keep what a failure says, but not what caused it', () => {
  const details = { path: '/x', errno: 'EIO', codec: 'xz', reason: 'r', offset: 3, section: '.modinfo' }
  const failure = across(new KmodError('KMOD_IO', 'no', { ...details, cause: () => 'cannot be cloned' }))
  expect(failure).toBeInstanceOf(KmodError)
  expect(failure).toMatchObject({ code: 'KMOD_IO', message: 'no', details })
  expect(failure).not.toHaveProperty('details.cause')
})
