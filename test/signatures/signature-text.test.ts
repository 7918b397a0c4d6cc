import { expect, it } from 'vitest'
import { signatureOf, signatureText } from '../../src/signatures/signature-text.ts'
import type { SignatureTraits } from '../../src/signatures/signature-traits.ts'

const EACH: readonly SignatureTraits[] = [
  { state: 'none' },
  { state: 'other-kind', idType: 3 },
  { state: 'malformed', why: 'trailer', reason: 'fields are not zero' },
  { state: 'signed', signer: 'K\xe4y\0"\n', keyId: 'AB', digest: 'sha256', algorithm: 'rsaEncryption' },
]

it.each(EACH)('reads back %j, as a byte string', (signature) => {
  const text = signatureText(signature)
  expect(signatureOf(text)).toEqual(signature)
  expect([...text].every((character) => character.charCodeAt(0) < 256)).toBe(true)
})

it.each(['', '{', 'null', '3', '[]', '{}', '{"state":"new"}', '{"state":"toString"}', '{"state":"signed"}'])(
  'has nothing of %j',
  (text) => {
    expect(signatureOf(text)).toBeUndefined()
  },
)
