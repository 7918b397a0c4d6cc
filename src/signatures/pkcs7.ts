/**
 * The signer of a PKCS#7 message (RFC 2315), as far as modinfo prints it:
 *
 *   ContentInfo  ::= SEQUENCE { contentType signedData, content [0] SignedData }
 *   SignedData   ::= SEQUENCE { version INTEGER, digestAlgorithms SET, contentInfo SEQUENCE,
 *                               certificates [0]?, crls [1]?, signerInfos SET OF SignerInfo }
 *   SignerInfo   ::= SEQUENCE { version INTEGER, issuerAndSerialNumber SEQUENCE { issuer Name, serial INTEGER },
 *                               digestAlgorithm SEQUENCE { OID, parameters? }, authenticatedAttributes [0]?,
 *                               digestEncryptionAlgorithm SEQUENCE, encryptedDigest OCTET STRING,
 *                               unauthenticatedAttributes [1]? }
 *   Name         ::= SEQUENCE OF SET OF SEQUENCE { type OID, value string }
 *
 * A signer named by key identifier (CMS, RFC 5652) is not supported: kmod's library cannot read it either.
 * Nothing is verified.
 */
import { byteString, findNul } from '../base/bytes.ts'
import { DER, type DerNode, dottedOid, integerMagnitude, octetsOf, parseDer } from './der.ts'
import { algorithmName } from './oid-names.ts'

export interface Pkcs7Signer {
  /** Common name of the issuer of the signer's certificate, as the bytes in the message. */
  readonly issuer: string
  /** The certificate's serial number: its magnitude, without leading zeros. */
  readonly serial: Uint8Array
  /** By OpenSSL's name, or in dotted form. */
  readonly digestAlgorithm: string
  /** Likewise; `undefined` if it is not an object identifier, which kmod accepts. */
  readonly signatureAlgorithm: string | undefined
  readonly signature: Uint8Array
}

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const COMMON_NAME = '2.5.4.3'

/** The first signer of `message`; `undefined` if it has none or is not a signed message. Bytes after it are ignored. */
export function firstPkcs7Signer(message: Uint8Array): Pkcs7Signer | undefined {
  const [type, wrapper] = childrenOf(parseDer(message), DER.SEQUENCE)
  if (!type || dottedOid(type) !== SIGNED_DATA) return undefined
  const [signedData] = childrenOf(wrapper, DER.CONTEXT_0)
  const parts = matchParts(childrenOf(signedData, DER.SEQUENCE), SIGNED_DATA_PARTS)
  if (!parts) return undefined
  // An unreadable signer makes the message invalid, at any position.
  const signers = childrenOf(parts.at(-1), DER.SET).map(readSigner)
  return signers.every((signer) => signer !== undefined) ? signers[0] : undefined
}

/** Expected tags in order; a negative one is optional. */
const optional = (tag: number): number => -tag
const SIGNED_DATA_PARTS = [
  DER.INTEGER,
  DER.SET,
  DER.SEQUENCE,
  optional(DER.CONTEXT_0),
  optional(DER.CONTEXT_1),
  DER.SET,
]
const SIGNER_PARTS = [
  DER.INTEGER,
  DER.SEQUENCE,
  DER.SEQUENCE,
  optional(DER.CONTEXT_0),
  DER.SEQUENCE,
  DER.OCTET_STRING,
  optional(DER.CONTEXT_1),
]

function readSigner(signerInfo: DerNode): Pkcs7Signer | undefined {
  const parts = matchParts(childrenOf(signerInfo, DER.SEQUENCE), SIGNER_PARTS)
  const [, issuerAndSerial, digest, , encryption, encryptedDigest] = parts ?? []
  const [name, serialNumber] = issuerAndSerial?.children ?? []
  const [algorithm] = digest?.children ?? []
  if (!encryptedDigest || !name || !serialNumber || !algorithm) return undefined
  const issuer = readIssuer(name)
  const serial = integerMagnitude(serialNumber)
  const oid = dottedOid(algorithm)
  if (issuer === undefined || serial === undefined || oid === undefined) return undefined
  const [signedWith] = encryption?.children ?? []
  const signatureOid = signedWith && dottedOid(signedWith)
  return {
    issuer,
    serial,
    digestAlgorithm: algorithmName(oid),
    signatureAlgorithm: signatureOid === undefined ? undefined : algorithmName(signatureOid),
    signature: octetsOf(encryptedDigest),
  }
}

/**
 * kmod: the first common name, or else the last entry of any type; bytes up to a NUL. `undefined` if it is not a name.
 */
function readIssuer(name: DerNode): string | undefined {
  if (name.tag !== DER.SEQUENCE || name.children.some(({ tag }) => tag !== DER.SET)) return undefined
  let issuer = ''
  for (const { tag, children } of name.children.flatMap((set) => set.children)) {
    const [type, value] = children
    const oid = tag === DER.SEQUENCE && type && value ? dottedOid(type) : undefined
    if (oid === undefined || !value) return undefined
    issuer = byteString(value.content, 0, findNul(value.content, 0, value.content.length))
    if (oid === COMMON_NAME) break
  }
  return issuer
}

const childrenOf = (node: DerNode | undefined, tag: number): readonly DerNode[] =>
  node?.tag === tag ? node.children : []

/**
 * The nodes by the position of their tag in `tags`, with `undefined` for a missing optional one; empty if they do not
 * match.
 */
function matchParts(nodes: readonly DerNode[], tags: readonly number[]): (DerNode | undefined)[] | undefined {
  let next = 0
  const parts: (DerNode | undefined)[] = []
  for (const tag of tags) {
    const node = nodes[next]
    if (node?.tag === Math.abs(tag)) {
      parts.push(node)
      next++
    } else if (tag < 0) parts.push(undefined)
    else return undefined
  }
  return next === nodes.length ? parts : undefined
}
