import { expect } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { findSignature, readSignatureTraits } from '../../src/signatures/signature-traits.ts'
import { makeSigner } from '../loadability/signed.ts'
import { itWith } from '../support/programs.ts'
import { appendSignature, pkcs7, signerInfo } from '../support/signature-builder.ts'

const it = itWith('openssl')

const module = Buffer.from('the bytes of a module')
/** As modules are read: slice() of a Buffer would be a view, that of these bytes is a copy. */
const of = (bytes: Uint8Array) => readSignatureTraits(wholeSource(new Uint8Array(bytes)))

it('finds none', () => {
  expect(of(module)).toEqual({ state: 'none' })
  expect(of(new Uint8Array())).toEqual({ state: 'none' })
})

it('reads who signed, and where the module ends', () => {
  const signed = appendSignature(module, makeSigner('ecdsa').sign(module, '-noattr'))
  expect(of(signed)).toMatchObject({
    state: 'signed',
    signer: 'a signer',
    digest: 'sha256',
    algorithm: 'ecdsa-with-SHA256',
  })
  expect(findSignature(wholeSource(signed))).toMatchObject({ contentEnd: module.length })
  expect(of(appendSignature(module, pkcs7(signerInfo({ serial: '0abc' }))))).toMatchObject({ keyId: '0ABC' })
})

it('distinguishes what the kernel refuses from what it does not know', () => {
  expect(of(appendSignature(module, Buffer.alloc(64), { idType: 3 }))).toEqual({
    state: 'other-kind',
    idType: 3,
  })
  expect(of(appendSignature(module, Buffer.alloc(8), { length: 1 << 20 }))).toMatchObject({
    state: 'malformed',
  })
  const signer = makeSigner('rsa')
  expect(of(appendSignature(module, signer.sign(module)))).toMatchObject({ why: 'attributes' })
  expect(of(appendSignature(module, Buffer.alloc(64)))).toMatchObject({ state: 'malformed' })
  expect(of(appendSignature(module, pkcs7(signerInfo()), { hash: 4 }))).toMatchObject({ state: 'malformed' })
})

it('gives each of many messages its own signer, and equal ones one object', () => {
  const by = (serial: string, signature: string) =>
    of(appendSignature(module, pkcs7(signerInfo({ serial, signature }))))
  // Sizes of signatures differ, as with elliptic curves, and two signers take turns.
  const found = Array.from({ length: 60 }, (_, i) => by(i % 3 === 0 ? '0b' : '0a', 's'.repeat(1 + (i % 20))))
  expect(found.map((traits) => traits.state === 'signed' && traits.keyId)).toEqual(
    Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? '0B' : '0A')),
  )
  expect(by('0c', 'one')).toBe(by('0c', 'another'))
  expect(by('0c', 'one')).not.toBe(by('0d', 'one'))
  // Also of traits that no other message has, and where the memory of the first one has been used again.
  const bytes = appendSignature(module, pkcs7(signerInfo({ serial: '0e', signature: 'first' })))
  const first = readSignatureTraits(wholeSource(bytes))
  bytes.fill(0)
  expect(by('0e', 'other')).toBe(first)
})
