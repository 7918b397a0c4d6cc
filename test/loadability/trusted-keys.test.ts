import { X509Certificate } from 'node:crypto'
import { expect } from 'vitest'
import { parseTrustedKeys } from '../../src/loadability/trusted-keys.ts'
import { itWith } from '../support/programs.ts'
import { certificateBytes, makeSigner } from './signed.ts'

const it = itWith('openssl')

it('reads certificates in PEM and DER, and public keys', () => {
  const pem = certificateBytes(makeSigner('ecdsa', 'somebody'))
  const certificate = new X509Certificate(pem)
  const [fromPem] = parseTrustedKeys(pem, 'file') ?? []
  // Whole bytes: OpenSSL leaves out a first digit that is 0.
  const digits = certificate.serialNumber.replace(/^0+/, '')
  const serial = digits.padStart(digits.length + (digits.length % 2), '0')
  expect(fromPem).toMatchObject({ name: 'somebody', serial })
  const [fromDer] = parseTrustedKeys(certificate.raw, 'file') ?? []
  expect([fromDer?.serial, fromDer?.subjectKeyId]).toEqual([fromPem?.serial, fromPem?.subjectKeyId])
  const bare = certificate.publicKey.export({ type: 'spki', format: 'pem' })
  expect(parseTrustedKeys(Buffer.from(bare), 'key.pub')).toMatchObject([{ name: 'key.pub' }])
  expect(parseTrustedKeys(Buffer.concat([pem, pem]), 'file')).toHaveLength(2)
})

it('refuses what is neither', () => {
  expect(parseTrustedKeys(Buffer.from('no key'), 'file')).toBeUndefined()
  expect(parseTrustedKeys(new Uint8Array(), 'file')).toBeUndefined()
})
