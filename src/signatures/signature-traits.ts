/**
 * The signature appended to a module, as the kernel reads it (kernel/module/signing.c mod_verify_sig(),
 * kernel/module_signature.c mod_check_sig()); modinfo differs in that it shows nothing if it cannot read the signature.
 */
import type { ByteSource } from '../base/byte-source.ts'
import { byteAt, bytesOf, hasAt } from '../base/bytes.ts'
import { type CmsSigner, readCms } from './cms.ts'
import { KnownMessages } from './known-messages.ts'
import { algorithmName } from './oid-names.ts'

export const SIGNATURE_MARKER = bytesOf('~Module signature appended~\n')
const TRAILER_SIZE = 12
/** The common prefix of the object identifiers of all its sizes. */
const ML_DSA = '2.16.840.1.101.3.4.3.'
export const PKCS7 = 2

export type SignatureTraits =
  | { readonly state: 'none' }
  /** The trailer is of another kind than PKCS#7: the kernel cannot check it. */
  | { readonly state: 'other-kind'; readonly idType: number }
  /** The kernel refuses the module, even if signatures are not enforced. */
  | {
      readonly state: 'malformed'
      readonly why: 'message' | 'trailer' | 'attributes'
      readonly reason: string
    }
  | {
      readonly state: 'signed'
      readonly signer: string
      /** Hex of the serial number of the certificate, or of the key identifier. */
      readonly keyId: string
      /** OpenSSL's names, or in dotted form. */
      readonly digest: string
      readonly algorithm: string
    }

export interface RawSignature {
  /** The module without the appended signature is `[0, contentEnd)`. */
  readonly contentEnd: number
  readonly signers: readonly CmsSigner[]
}

const malformed = (why: 'message' | 'trailer' | 'attributes', reason: string): SignatureTraits => ({
  state: 'malformed',
  why,
  reason,
})

const known = new KnownMessages<SignatureTraits>()

/** Reads the signature appended to the module in `source`. Equal traits are mostly the same object. */
export function readSignatureTraits(source: ByteSource): SignatureTraits {
  const place = locateMessage(source)
  if (!('messageAt' in place)) return place
  const bytes = source.bytes.subarray(place.messageAt, place.end)
  const alike = known.find(bytes)
  if (alike) return alike.value
  const message = new Uint8Array(bytes)
  const signers = readCms(message)
  const traits = sameAsKnown(traitsOf(signers))
  const [signer] = signers ?? []
  const signatureAt = message.length - (signer?.signature.length ?? 0)
  if (signer && hasAt(message, signatureAt, message.length, signer.signature))
    known.add(message, signatureAt, traits)
  return traits
}

function sameAsKnown(traits: SignatureTraits): SignatureTraits {
  const text = JSON.stringify(traits)
  for (const one of known.values()) if (JSON.stringify(one) === text) return one
  return traits
}

function traitsOf(signers: readonly CmsSigner[] | undefined): SignatureTraits {
  if (signers === undefined) return malformed('message', 'it is no CMS message')
  const [signer] = signers
  if (signer === undefined) return malformed('message', 'it names no signer')
  // pkcs7_verify(): since Linux 7.0 signed attributes are accepted with ML-DSA, as openssl cannot omit them.
  if (signer.signedAttributes !== undefined && !signer.signatureOid.startsWith(ML_DSA))
    return malformed('attributes', 'it has signed attributes, which the kernel refuses in modules')
  return {
    state: 'signed',
    signer: signer.issuerName,
    keyId: signer.keyId,
    digest: algorithmName(signer.digestOid),
    algorithm: algorithmName(signer.signatureOid),
  }
}

/** Returns where a module ends and what is appended begins; an invalid trailer is part of the module. */
export function contentEndOf(source: ByteSource): number {
  const trailer = source.size - SIGNATURE_MARKER.length - TRAILER_SIZE
  if (trailer < 0) return source.size
  source.load(trailer, source.size)
  if (!hasAt(source.bytes, trailer + TRAILER_SIZE, source.size, SIGNATURE_MARKER)) return source.size
  const length = source.view.getUint32(trailer + 8, false)
  return length >= trailer ? source.size : trailer - length
}

/** The appended message, or the reason why there is none to verify. */
export function findSignature(source: ByteSource): RawSignature | SignatureTraits {
  const place = locateMessage(source)
  if (!('messageAt' in place)) return place
  const { messageAt, end } = place
  const signers = readCms(new Uint8Array(source.bytes.subarray(messageAt, end)))
  if (signers === undefined) return malformed('message', 'it is no CMS message')
  return { contentEnd: messageAt, signers }
}

/** Where the message is, and loaded. */
function locateMessage(
  source: ByteSource,
): { readonly messageAt: number; readonly end: number } | SignatureTraits {
  const end = source.size - SIGNATURE_MARKER.length - TRAILER_SIZE
  if (end < 0) return { state: 'none' }
  source.load(end, source.size)
  if (!hasAt(source.bytes, end + TRAILER_SIZE, source.size, SIGNATURE_MARKER)) return { state: 'none' }
  const { bytes, view } = source
  const length = view.getUint32(end + 8, false)
  if (length >= end) return malformed('message', 'it is longer than the module')
  const idType = byteAt(bytes, end + 2)
  if (idType !== PKCS7) return { state: 'other-kind', idType }
  // algo, hash, signer_len, key_id_len and the padding have no meaning for PKCS#7, and must be 0.
  for (const offset of ZERO_FIELDS)
    if (byteAt(bytes, end + offset) !== 0) return malformed('trailer', 'fields of its trailer are not zero')
  source.load(end - length, end)
  return { messageAt: end - length, end }
}

const ZERO_FIELDS = [0, 1, 3, 4, 5, 6, 7]
