/**
 * A CMS message with a detached signature (RFC 5652, of which PKCS#7 is the older form), as the kernel parses it at the
 * end of a module (crypto/asymmetric_keys/pkcs7_parser.c):
 *
 *   SignerInfo ::= SEQUENCE { version INTEGER, sid (issuerAndSerialNumber SEQUENCE | [0] subjectKeyIdentifier),
 *                             digestAlgorithm SEQUENCE, signedAttrs [0]?, signatureAlgorithm SEQUENCE,
 *                             signature OCTET STRING, unsignedAttrs [1]? }
 *
 * Nothing is verified here: see loadability/verify-signature.ts.
 */
import { byteString } from '../base/bytes.ts'
import { DER, type DerNode, dottedOid, integerMagnitude, octetsOf, parseDer } from './der.ts'

export interface CmsSigner {
  /** The issuer's name as DER, and the serial number as hex; undefined for a signer named by key identifier. */
  readonly issuer?: Uint8Array
  readonly issuerName: string
  /** Hex of the serial number, or of the subject key identifier. */
  readonly keyId: string
  /** Object identifiers in dotted form. */
  readonly digestOid: string
  readonly signatureOid: string
  readonly signature: Uint8Array
  /** The content of the signed attributes, if any, in the form that is hashed: a SET in DER. */
  readonly signedAttributes?: Uint8Array
  /** The digest of the content, from the signed attributes. */
  readonly messageDigest?: Uint8Array
}

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4'
const COMMON_NAME = '2.5.4.3'
const SUBJECT_KEY_ID = 0x80

/** The signers of `message`; undefined if it is not a signed message. */
export function readCms(message: Uint8Array): CmsSigner[] | undefined {
  const root = parseDer(message)
  const [type, wrapper] = root?.tag === DER.SEQUENCE ? root.children : []
  const data = wrapper?.tag === DER.CONTEXT_0 ? wrapper.children[0] : undefined
  if (type === undefined || dottedOid(type) !== SIGNED_DATA || data?.tag !== DER.SEQUENCE) return undefined
  const signers = data.children.at(-1)
  if (data.children.length < 4 || signers?.tag !== DER.SET || signers.children.length === 0) return undefined
  const read = signers.children.map(readSigner)
  return read.every((signer) => signer !== undefined) ? read : undefined
}

function readSigner(info: DerNode): CmsSigner | undefined {
  const [, sid, digest, ...rest] = info.children
  const attributes = rest[0]?.tag === DER.CONTEXT_0 ? rest.shift() : undefined
  const [algorithm, signature] = rest
  const digestOid = digest?.children[0] && dottedOid(digest.children[0])
  const signatureOid = algorithm?.children[0] && dottedOid(algorithm.children[0])
  if (!sid || !digestOid || !signatureOid || signature?.tag !== DER.OCTET_STRING) return undefined
  const who = readSid(sid)
  if (who === undefined) return undefined
  const messageDigest = attributes && messageDigestIn(attributes)
  return {
    ...who,
    digestOid,
    signatureOid,
    signature: octetsOf(signature).slice(),
    ...(attributes && { signedAttributes: asSet(attributes.content) }),
    ...(messageDigest && { messageDigest }),
  }
}

type Who = Pick<CmsSigner, 'issuer' | 'issuerName' | 'keyId'>

function readSid(sid: DerNode): Who | undefined {
  if (sid.tag === SUBJECT_KEY_ID) return { issuerName: '', keyId: hexOf(sid.content) }
  const [name, serial] = sid.children
  const magnitude = serial && integerMagnitude(serial)
  if (name === undefined || magnitude === undefined) return undefined
  return { issuer: name.content.slice(), issuerName: nameIn(name), keyId: hexOf(magnitude) }
}

/** The common name, or else the last part of the name. */
export function nameIn(name: DerNode): string {
  let last = ''
  for (const { children } of name.children.flatMap((set) => set.children)) {
    const [type, value] = children
    if (type === undefined || value === undefined) continue
    last = byteString(value.content)
    if (dottedOid(type) === COMMON_NAME) break
  }
  return last
}

function messageDigestIn(attributes: DerNode): Uint8Array | undefined {
  for (const { children } of attributes.children) {
    const [type, values] = children
    const value = values?.children[0]
    if (type && value && dottedOid(type) === MESSAGE_DIGEST) return octetsOf(value).slice()
  }
  return undefined
}

/** RFC 5652 5.4: the attributes are hashed as a SET, not with the tag [0] that they have in the message. */
function asSet(content: Uint8Array): Uint8Array {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([DER.SET, ...size]), content])
}

export const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase()
