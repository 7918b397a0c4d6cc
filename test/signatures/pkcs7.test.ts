import { describe, expect, it } from 'vitest'
import { firstPkcs7Signer } from '../../src/signatures/pkcs7.ts'
import {
  der,
  OIDS,
  oid,
  pkcs7,
  SEQUENCE,
  SET,
  type SignerSpec,
  signerInfo,
} from '../support/signature-builder.ts'

const CN = OIDS.commonName
const signerOf = (spec: SignerSpec) => firstPkcs7Signer(pkcs7(signerInfo(spec)))

describe('firstPkcs7Signer()', () => {
  it('reports issuer, serial number, digest and signature', () => {
    expect(signerOf({ serial: '0080ff' })).toEqual({
      issuer: 'a signer',
      serial: Buffer.from('80ff', 'hex'),
      digestAlgorithm: 'sha256',
      signatureAlgorithm: 'rsaEncryption',
      signature: Buffer.from('SIG'),
    })
  })

  it.each<[string, NonNullable<SignerSpec['issuer']>, string]>([
    [
      'the first common name',
      [
        [OIDS.organization, 'O'],
        [CN, 'one'],
        [CN, 'two'],
        [OIDS.locality, 'L'],
      ],
      'one',
    ],
    [
      'the last entry when there is no common name',
      [
        [OIDS.organization, 'O'],
        [OIDS.locality, 'L'],
      ],
      'L',
    ],
    ['nothing when there is no entry', [], ''],
    ['bytes up to a NUL', [[CN, 'J\xc3\xbcrgen\0x']], 'J\xc3\xbcrgen'],
  ])('names the signer by %s', (_, issuer, expected) => {
    expect(signerOf({ issuer })?.issuer).toBe(expected)
  })

  it('shows a digest without a name in dotted form', () => {
    expect(signerOf({ digest: '2a0304' })?.digestAlgorithm).toBe('1.2.3.4')
  })

  it('takes the first of several signers, and ignores what follows the message', () => {
    const message = pkcs7(signerInfo({ signature: 'first' }), signerInfo({ signature: 'second' }))
    expect(String(firstPkcs7Signer(Buffer.concat([message, Buffer.from('junk')]))?.signature)).toBe('first')
  })

  it.each([
    ['garbage', Buffer.from('garbage')],
    ['a message that is cut', pkcs7(signerInfo()).subarray(0, -1)],
    ['no signer', pkcs7()],
    ['a signer by key identifier', pkcs7(signerInfo({ byKeyId: true }))],
    ['any signer by key identifier', pkcs7(signerInfo(), signerInfo({ byKeyId: true }))],
    ['a digest that is no object identifier', pkcs7(signerInfo({ digest: '2a80' }))],
    ['a serial number with a superfluous octet', pkcs7(signerInfo({ serial: '0001' }))],
    ['an attribute type that is no object identifier', pkcs7(signerInfo({ issuer: [['80', 'x']] }))],
    ['another kind of message', der(SEQUENCE, oid(OIDS.data), der(0xa0, der(0x04, 'x')))],
    ['parts that do not fit', der(SEQUENCE, oid(OIDS.signedData), der(0xa0, der(SEQUENCE, der(SET))))],
  ])('knows no signer of %s', (_, message) => {
    expect(firstPkcs7Signer(message)).toBeUndefined()
  })

  it('throws at no damage', () => {
    const message = pkcs7(signerInfo())
    for (let i = 0; i < message.length; i++)
      for (const flip of [0x01, 0x20, 0x80, 0xff]) {
        const damaged = Buffer.from(message)
        damaged.writeUInt8(damaged.readUInt8(i) ^ flip, i)
        firstPkcs7Signer(damaged)
        firstPkcs7Signer(message.subarray(0, i))
      }
  })
})
