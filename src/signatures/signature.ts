/**
 * The signature appended to a module (kernel: include/linux/module_signature.h). From the end of the file backwards:
 *
 *   "~Module signature appended~\n"
 *   12 bytes: algorithm, hash, id_type, signer_len, key_id_len (a byte each), 3 of padding, sig_len (big-endian word)
 *   sig_len bytes of signature: for PKCS#7 a whole message, which contains the signer
 *   for PGP and X509, before it: key_id_len bytes of key identifier, and before that signer_len bytes of signer's name
 *
 * A fourth id_type, 3, has been proposed with the module hashes of 2026: not a signature but a proof that the module is a
 * leaf of the Merkle tree whose root the kernel was built with. Its kind is recognised here, but its bytes are not
 * parsed.
 *
 * kmod: kmod_module_signature_info(). Fields out of range mean no signature at all. 34: so do a message that cannot be
 * parsed and a proof; see modinfo-layout.ts.
 */
import type { ByteSource } from '../base/byte-source.ts'
import { byteAt, byteString, findNul } from '../base/bytes.ts'
import { KnownMessages } from './known-messages.ts'
import { firstPkcs7Signer, type Pkcs7Signer } from './pkcs7.ts'

export const SIGNATURE_ID_TYPES = ['PGP', 'X509', 'PKCS#7', 'Merkle'] as const
export type SignatureIdType = (typeof SIGNATURE_ID_TYPES)[number]

export interface ModuleSignature {
  readonly idType: SignatureIdType
  /** Byte string: the signer; for PKCS#7 the issuer of the certificate. */
  readonly signer: string
  /** For PKCS#7 the serial number of the certificate. */
  readonly keyId: Uint8Array
  /** OpenSSL's name; `unknown` for a message that cannot be parsed, empty for a Merkle proof. */
  readonly hashAlgorithm: string
  /** The signature algorithm by OpenSSL's name, such as `ML-DSA-65`: only PKCS#7 contains it. */
  readonly signatureAlgorithm?: string
  readonly signature: Uint8Array
  /** The PKCS#7 message cannot be parsed, so nothing else is known about it. */
  readonly isUnreadable?: true
  /** `signature` is empty because it was not kept, in a file of facts. */
  readonly isWithoutBytes?: true
}

const MAGIC = Buffer.from('~Module signature appended~\n', 'latin1')
const TRAILER = { size: 12, algorithm: 0, hash: 1, idType: 2, signerLength: 3, keyIdLength: 4, length: 8 }

/** DSA and RSA; never printed. */
const ALGORITHM_COUNT = 2
const HASH_NAMES = ['md4', 'md5', 'sha1', 'rmd160', 'sha256', 'sha384', 'sha512', 'sha224', 'sm3'] as const

/** The signature of the module in `source`, in memory of its own; `undefined` if it has none. */
export function readSignature(source: ByteSource): ModuleSignature | undefined {
  const end = source.size - MAGIC.length - TRAILER.size
  if (end < 0) return undefined
  source.load(end, source.size)
  const { bytes, view } = source
  for (let i = 0; i < MAGIC.length; i++)
    if (byteAt(bytes, end + TRAILER.size + i) !== byteAt(MAGIC, i)) return undefined

  const field = (offset: number): number => byteAt(bytes, end + offset)
  const idType = SIGNATURE_ID_TYPES[field(TRAILER.idType)]
  const hashAlgorithm = HASH_NAMES[field(TRAILER.hash)]
  if (idType === undefined || hashAlgorithm === undefined || field(TRAILER.algorithm) >= ALGORITHM_COUNT)
    return undefined
  const length = view.getUint32(end + TRAILER.length, false)
  const [signerLength, keyIdLength] = [field(TRAILER.signerLength), field(TRAILER.keyIdLength)]
  if (length === 0 || length + signerLength + keyIdLength > end) return undefined

  const signatureStart = end - length
  if (idType === 'PKCS#7') return fromPkcs7(source, signatureStart, end)
  if (idType === 'Merkle')
    return { ...NOTHING_KNOWN, idType, hashAlgorithm: '', signature: part(source, signatureStart, end) }
  const keyIdStart = signatureStart - keyIdLength
  const signer = part(source, keyIdStart - signerLength, keyIdStart)
  return {
    idType,
    signer: byteString(signer, 0, findNul(signer, 0, signer.length)),
    keyId: part(source, keyIdStart, signatureStart),
    hashAlgorithm,
    signature: part(source, signatureStart, end),
  }
}

const NOTHING_KNOWN = { signer: '', keyId: new Uint8Array(0), signature: new Uint8Array(0) } as const

const known = new KnownMessages<Pkcs7Signer>()

/** The fields of the trailer have no meaning here; the message, which is at [start, end), does. */
function fromPkcs7(source: ByteSource, start: number, end: number): ModuleSignature {
  source.load(start, end)
  const alike = known.find(source.bytes.subarray(start, end))
  if (alike) return ofSigner(alike.value, part(source, start + alike.head.length, end))
  const message = part(source, start, end)
  const signer = firstPkcs7Signer(message)
  if (signer === undefined)
    return { ...NOTHING_KNOWN, idType: 'PKCS#7', hashAlgorithm: 'unknown', isUnreadable: true }
  // Only a signature that is the last part of its message can be found in another one without parsing that.
  const signatureAt = signer.signature.byteOffset - message.byteOffset
  if (signatureAt + signer.signature.length === message.length) known.add(message, signatureAt, signer)
  return ofSigner(signer, new Uint8Array(signer.signature))
}

const ofSigner = (signer: Pkcs7Signer, signature: Uint8Array): ModuleSignature => ({
  idType: 'PKCS#7',
  signer: signer.issuer,
  keyId: new Uint8Array(signer.serial),
  hashAlgorithm: signer.digestAlgorithm,
  ...(signer.signatureAlgorithm !== undefined && { signatureAlgorithm: signer.signatureAlgorithm }),
  signature,
})

/** A copy, because the memory of `source` is reused for the next module. */
function part(source: ByteSource, start: number, end: number): Uint8Array {
  source.load(start, end)
  return new Uint8Array(source.bytes.subarray(start, end))
}
