/**
 * Verifies the signature appended to a module as the kernel does (Linux: crypto/asymmetric_keys/pkcs7_verify.c, certs/
 * system_keyring.c): the digest of the content, or of the signed attributes that hold it, by the key that the message names.
 */
import { constants, createHash, getHashes, verify } from 'node:crypto'
import type { CmsSigner } from '../signatures/cms.ts'
import { algorithmName } from '../signatures/oid-names.ts'
import type { SignatureVerdict } from './kernel-view.ts'
import type { TrustedKey } from './trusted-keys.ts'

/** Kinds of keys that hash what they sign themselves. */
const OWN_HASH = /^(?:ed25519|ed448|ml-dsa|slh-dsa)/

/**
 * Verifies the signature of a module, as the kernel does.
 *
 * @param content the module without its signature
 */
export function verifySignature(
  content: Uint8Array,
  signers: readonly CmsSigner[],
  keys: readonly TrustedKey[],
): SignatureVerdict {
  const verdicts = signers.map((signer) => verifySigner(content, signer, keys))
  const order = ['bad', 'good', 'unknown-key', 'unsupported'] as const
  for (const state of order) {
    const found = verdicts.find((verdict) => verdict.state === state)
    if (found) return found
  }
  return { state: 'unknown-key' }
}

function verifySigner(content: Uint8Array, signer: CmsSigner, keys: readonly TrustedKey[]): SignatureVerdict {
  const digest = algorithmName(signer.digestOid)
  if (signer.signedAttributes) {
    if (!isKnownHash(digest)) return { state: 'unsupported', what: digest }
    const actual = createHash(digest).update(content).digest()
    if (signer.messageDigest === undefined || !actual.equals(signer.messageDigest)) return { state: 'bad' }
  }
  const data = signer.signedAttributes ?? content
  const named = keys.filter((key) => isNamed(signer, key))
  const bare = keys.filter(({ serial, subjectKeyId }) => serial === undefined && subjectKeyId === undefined)
  for (const { key } of named) return check(signer, digest, data, key)
  return bare.some(({ key }) => check(signer, digest, data, key).state === 'good')
    ? { state: 'good' }
    : { state: 'unknown-key' }
}

function isNamed({ issuer, keyId }: CmsSigner, key: TrustedKey): boolean {
  if (issuer === undefined) return key.subjectKeyId === keyId
  return key.serial === keyId && key.issuer !== undefined && Buffer.from(issuer).equals(key.issuer)
}

const isKnownHash = (name: string): boolean => getHashes().includes(name)

function check(
  { signature, signatureOid }: CmsSigner,
  digest: string,
  data: Uint8Array,
  key: TrustedKey['key'],
): SignatureVerdict {
  if (key === undefined)
    return {
      state: 'unsupported',
      what: `${algorithmName(signatureOid)} with this Node.js`,
    }
  const kind = String(key.asymmetricKeyType)
  const hash = OWN_HASH.test(kind) ? null : digest
  if (hash !== null && !isKnownHash(hash)) return { state: 'unsupported', what: digest }
  try {
    const options = {
      key,
      ...(kind === 'rsa' && { padding: constants.RSA_PKCS1_PADDING }),
      ...(kind === 'ec' && { dsaEncoding: 'der' as const }),
    }
    return verify(hash, data, options, signature) ? { state: 'good' } : { state: 'bad' }
  } catch {
    // OpenSSL refuses the combination of key and digest.
    return { state: 'unsupported', what: `${digest} with ${kind}` }
  }
}
