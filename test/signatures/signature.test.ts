import { describe, expect, it } from 'vitest'
import { wholeSource } from '../../src/base/byte-source.ts'
import { type ModuleSignature, readSignature } from '../../src/signatures/signature.ts'
import { appendSignature, OIDS, pkcs7, signerInfo, type TrailerSpec } from '../support/signature-builder.ts'

const MODULE = Buffer.from('module')
const MESSAGE = pkcs7(signerInfo())
const read = (file: Uint8Array): ModuleSignature | undefined => readSignature(wholeSource(file))
const ofPgp = (text: string, spec: TrailerSpec) =>
  read(appendSignature(MODULE, Buffer.from(text, 'latin1'), { idType: 0, hash: 4, ...spec }))

describe('readSignature()', () => {
  it('reads a PKCS#7 message, regardless of hash and lengths in the trailer', () => {
    const expected = {
      idType: 'PKCS#7',
      signer: 'a signer',
      keyId: new Uint8Array([1]),
      hashAlgorithm: 'sha256',
      signatureAlgorithm: 'rsaEncryption',
      signature: new Uint8Array(Buffer.from('SIG')),
    }
    expect(read(appendSignature(MODULE, MESSAGE))).toEqual(expected)
    const odd = { hash: 8, algorithm: 1, signerLength: 3, keyIdLength: 2, length: MESSAGE.length }
    expect(read(appendSignature(MODULE, MESSAGE, odd))).toEqual(expected)
  })

  it('reads each of several messages that differ in the signature, the signer or their size', () => {
    const specs = ['AAA', 'BBB', 'CCCC', 'DDD'].map((signature) => ({ signature, serial: '0b' }))
    const others = [
      { signature: 'EEE', serial: '0c' },
      { signature: 'FFF', digest: OIDS.sha512 },
    ]
    for (const spec of [...specs, ...others, ...specs]) {
      const signed = read(appendSignature(MODULE, pkcs7(signerInfo(spec))))
      expect(String(Buffer.from(signed?.signature ?? []))).toBe(spec.signature)
      expect(Buffer.from(signed?.keyId ?? []).toString('hex')).toBe('serial' in spec ? spec.serial : '01')
    }
  })

  it('reads a message whose bytes go on after the signature, and the first of two signers', () => {
    for (const signature of ['AAA', 'BBB']) {
      const twice = pkcs7(signerInfo({ signature }), signerInfo({ signature: 'ZZZ' }))
      const longer = Buffer.concat([pkcs7(signerInfo({ signature })), Buffer.from('junk')])
      for (const message of [twice, longer])
        expect(String(Buffer.from(read(appendSignature(MODULE, message))?.signature ?? []))).toBe(signature)
    }
  })

  it('gives each module a key identifier of its own', () => {
    const [first, second] = [1, 2].map(() => read(appendSignature(MODULE, MESSAGE)))
    first?.keyId.fill(0)
    expect(second?.keyId).toEqual(new Uint8Array([1]))
    expect(read(appendSignature(MODULE, MESSAGE))?.keyId).toEqual(new Uint8Array([1]))
  })

  it('reads signer and key identifier before the other kinds', () => {
    const spec = { signerLength: 10, keyIdLength: 5 }
    expect(ofPgp('signernamekeyidSIGNATURE', spec)).toEqual({
      idType: 'PGP',
      signer: 'signername',
      keyId: new Uint8Array(Buffer.from('keyid')),
      hashAlgorithm: 'sha256',
      signature: new Uint8Array(Buffer.from('SIGNATURE')),
    })
    expect(ofPgp('signernamekeyidSIGNATURE', { ...spec, idType: 1 })?.idType).toBe('X509')
  })

  it('ends the name of the signer at a NUL', () => {
    expect(ofPgp('A\0CS', { signerLength: 3 })?.signer).toBe('A')
  })

  it.each([...['md4', 'md5', 'sha1', 'rmd160', 'sha256', 'sha384', 'sha512', 'sha224', 'sm3'].entries()])(
    'knows hash %i as %s',
    (hash, name) => {
      expect(ofPgp('S', { hash })?.hashAlgorithm).toBe(name)
    },
  )

  it.each<[string, TrailerSpec]>([
    ['an algorithm', { algorithm: 2 }],
    ['a hash', { hash: 9 }],
    ['an identifier type', { idType: 4 }],
    ['no length', { length: 0 }],
    ['a length that passes the file', { length: 1000 }],
    ['a signer that passes the file', { signerLength: 255, length: MESSAGE.length }],
    ['a key identifier that passes the file', { keyIdLength: 255, length: MESSAGE.length }],
  ])('sees no signature in a trailer with %s out of range', (_, spec) => {
    expect(read(appendSignature(MODULE, MESSAGE, spec))).toBeUndefined()
  })

  it('says of a PKCS#7 message that cannot be parsed that there is one', () => {
    const unreadable = {
      idType: 'PKCS#7',
      signer: '',
      keyId: new Uint8Array(0),
      hashAlgorithm: 'unknown',
      signature: new Uint8Array(0),
      isUnreadable: true,
    }
    expect(read(appendSignature(MODULE, Buffer.from('garbage')))).toEqual(unreadable)
    const byKeyId = pkcs7(signerInfo({ byKeyId: true }))
    expect(read(appendSignature(MODULE, byKeyId))).toEqual(unreadable)
  })

  it('names a Merkle proof, and does not look into it', () => {
    const proof = Buffer.from('position and hashes')
    expect(read(appendSignature(MODULE, proof, { idType: 3 }))).toEqual({
      idType: 'Merkle',
      signer: '',
      keyId: new Uint8Array(0),
      hashAlgorithm: '',
      signature: new Uint8Array(proof),
    })
  })

  // FIPS 204: the sizes of signatures. Linux signs with a digest of SHA-512 beside them.
  it.each([
    ['ML-DSA-44', '11', 2420],
    ['ML-DSA-65', '12', 3309],
    ['ML-DSA-87', '13', 4627],
  ])('reads a signature by %s', (name, octet, size) => {
    const signature = 's'.repeat(size)
    const algorithm = `6086480165030403${octet}`
    const message = pkcs7(signerInfo({ signature, algorithm, digest: OIDS.sha512 }))
    expect(read(appendSignature(MODULE, message))).toMatchObject({
      idType: 'PKCS#7',
      signer: 'a signer',
      hashAlgorithm: 'sha512',
      signatureAlgorithm: name,
      signature: new Uint8Array(Buffer.from(signature)),
    })
    const inPlaceOfDigest = pkcs7(signerInfo({ signature, digest: algorithm }))
    expect(read(appendSignature(MODULE, inPlaceOfDigest))?.hashAlgorithm).toBe(name)
  })

  it('sees no signature in a file that is cut at any length', () => {
    const file = appendSignature(MODULE, MESSAGE)
    for (let length = 0; length < file.length; length++)
      expect(read(file.subarray(0, length))).toBeUndefined()
  })

  it('keeps nothing of the memory that the file was read into', () => {
    const file = appendSignature(MODULE, MESSAGE)
    const signature = read(file)
    file.fill(0)
    expect(String(Buffer.from(signature?.signature ?? []))).toBe('SIG')
    expect(signature?.keyId).toEqual(new Uint8Array([1]))
  })
})
