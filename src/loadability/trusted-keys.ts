/** Keys that signatures are verified with: certificates and public keys, in PEM or DER. */
import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto'
import { byteString } from '../base/bytes.ts'
import { hexOf, nameIn } from '../signatures/cms.ts'
import { DER, type DerNode, dottedOid, integerMagnitude, parseDer } from '../signatures/der.ts'

export interface TrustedKey {
  /** Common name of the subject, or the file of a bare public key. */
  readonly name: string
  /** Undefined for a certificate whose key is of a kind that this Node.js does not know, such as ML-DSA before Node.js 24. */
  readonly key: KeyObject | undefined
  /** Of a certificate: the issuer's name as DER, serial number and subject key identifier as hex. */
  readonly issuer?: Uint8Array
  readonly serial?: string
  readonly subjectKeyId?: string
}

const PEM = /-----BEGIN ([A-Z0-9 ]+)-----[\s\S]+?-----END \1-----/g
const SUBJECT_KEY_ID = '2.5.29.14'

/** @returns the keys in `bytes`; undefined when there are none, or one cannot be read */
export function parseTrustedKeys(bytes: Uint8Array, file: string): TrustedKey[] | undefined {
  const text = byteString(bytes)
  const blocks = [...text.matchAll(PEM)]
  try {
    if (blocks.length === 0) return [parseDerKey(bytes, file)]
    return blocks.flatMap(([block, label = '']) => {
      if (label.endsWith('CERTIFICATE')) return [fromCertificate(new X509Certificate(block))]
      return label.endsWith('PUBLIC KEY') ? [{ name: file, key: createPublicKey(block) }] : []
    })
  } catch {
    // node:crypto throws errors of OpenSSL for anything that is no key, and for keys of a kind that this OpenSSL does not support.
    return undefined
  }
}

function parseDerKey(bytes: Uint8Array, file: string): TrustedKey {
  try {
    return fromCertificate(new X509Certificate(bytes))
  } catch {
    return { name: file, key: createPublicKey({ key: Buffer.from(bytes), format: 'der', type: 'spki' }) }
  }
}

/** Certificate ::= SEQUENCE { tbs SEQUENCE { version [0]?, serial, algorithm, issuer, validity, subject, ... [3]? }, ... } */
function fromCertificate(certificate: X509Certificate): TrustedKey {
  const tbs = parseDer(certificate.raw)?.children[0]?.children ?? []
  const fields = tbs[0]?.tag === DER.CONTEXT_0 ? tbs.slice(1) : tbs
  const [serial, , issuer, , subject] = fields
  const magnitude = serial && integerMagnitude(serial)
  const subjectKeyId = subjectKeyIdIn(fields)
  return {
    name: subject === undefined ? '' : nameIn(subject),
    key: publicKeyOf(certificate),
    ...(issuer && { issuer: issuer.content }),
    ...(magnitude && { serial: hexOf(magnitude) }),
    ...(subjectKeyId !== undefined && { subjectKeyId }),
  }
}

function publicKeyOf(certificate: X509Certificate): KeyObject | undefined {
  try {
    return certificate.publicKey
  } catch {
    return undefined
  }
}

function subjectKeyIdIn(fields: readonly DerNode[]): string | undefined {
  const extensions = fields.find(({ tag }) => tag === 0xa3)?.children[0]?.children ?? []
  for (const { children } of extensions) {
    const [type] = children
    const value = children.at(-1)
    if (type && value && dottedOid(type) === SUBJECT_KEY_ID) {
      const octets = parseDer(value.content)
      return octets && hexOf(octets.content)
    }
  }
  return undefined
}
