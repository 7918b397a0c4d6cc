import { expect } from 'vitest'
import { hexOf, readCms } from '../../src/signatures/cms.ts'
import { makeSigner } from '../loadability/signed.ts'
import { itWith } from '../support/programs.ts'
import { pkcs7, signerInfo } from '../support/signature-builder.ts'

const it = itWith('openssl')

it('reads signers with and without attributes, by serial number and by key identifier', () => {
  const signer = makeSigner('rsa')
  const content = Buffer.from('content')
  const [plain] = readCms(signer.sign(content, '-noattr')) ?? []
  expect([plain?.issuerName, plain?.signedAttributes, plain?.issuer === undefined]).toEqual([
    ...['a signer', undefined, false],
  ])
  const [byKey] = readCms(signer.sign(content, '-noattr', '-keyid')) ?? []
  expect([byKey?.issuer, byKey?.keyId.length]).toEqual([undefined, 40])
  const [withAttributes] = readCms(signer.sign(content)) ?? []
  expect(withAttributes?.signedAttributes?.[0]).toBe(0x31)
  expect(withAttributes?.messageDigest).toHaveLength(32)
})

it('refuses what is no signed message', () => {
  expect(readCms(Buffer.from('3003020101', 'hex'))).toBe(undefined)
  expect(readCms(pkcs7())).toBe(undefined)
  const whole = pkcs7(signerInfo())
  for (let length = 0; length < whole.length; length++)
    expect(readCms(whole.subarray(0, length))).toBe(undefined)
})

it('writes bytes as hex', () => {
  expect(hexOf(Buffer.from([0, 171]))).toBe('00AB')
})
