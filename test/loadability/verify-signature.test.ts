import { expect } from 'vitest'
import { parseTrustedKeys } from '../../src/loadability/trusted-keys.ts'
import { verifySignature } from '../../src/loadability/verify-signature.ts'
import { readCms } from '../../src/signatures/cms.ts'
import { itWith } from '../support/programs.ts'
import { certificateBytes, type KeyKind, makeSigner, type Signer } from './signed.ts'

const it = itWith('openssl')

const content = Buffer.from('a module')
const keysOf = (...signers: readonly Signer[]) =>
  signers.flatMap((signer) => parseTrustedKeys(certificateBytes(signer), 'file') ?? [])

it.each<KeyKind>(['rsa', 'ecdsa'])('verifies what openssl signs with %s', (kind) => {
  const [signer, other] = [makeSigner(kind), makeSigner(kind, 'another')]
  for (const more of [['-noattr'], ['-noattr', '-keyid'], []]) {
    const signers = readCms(signer.sign(content, ...more)) ?? []
    expect(signers).toHaveLength(1)
    expect(verifySignature(content, signers, keysOf(other, signer))).toEqual({ state: 'good' })
    expect(verifySignature(Buffer.from('a modulf'), signers, keysOf(other, signer))).toEqual({ state: 'bad' })
    expect(verifySignature(content, signers, keysOf(other))).toEqual({ state: 'unknown-key' })
  }
})

it('finds by its own digest that a message is of another content, whatever keys there are', () => {
  const signer = makeSigner('rsa')
  expect(verifySignature(Buffer.from('other'), readCms(signer.sign(content)) ?? [], [])).toEqual({
    state: 'bad',
  })
  expect(verifySignature(Buffer.from('other'), readCms(signer.sign(content, '-noattr')) ?? [], [])).toEqual({
    state: 'unknown-key',
  })
})

it('says of a key that this Node.js cannot read that it cannot verify its signatures', () => {
  const signer = makeSigner('rsa')
  const keys = keysOf(signer).map((one) => ({ ...one, key: undefined }))
  const verdict = verifySignature(content, readCms(signer.sign(content, '-noattr')) ?? [], keys)
  expect(verdict).toEqual({
    state: 'unsupported',
    what: 'rsaEncryption with this Node.js',
  })
})
