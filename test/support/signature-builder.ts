/** Builds module signatures in memory: the trailer, and PKCS#7 messages of DER values. Nothing in them verifies. */

/** A DER value; `content` is octets or further values. */
export function der(tag: number, ...content: readonly (Uint8Array | string)[]): Buffer {
  const body = Buffer.concat(
    content.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : part)),
  )
  const { length } = body
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), body])
}

export const SEQUENCE = 0x30
export const SET = 0x31
const INTEGER = 0x02
const OCTETS = 0x04
const OID = 0x06
const UTF8 = 0x0c

const hex = (text: string): Buffer => Buffer.from(text, 'hex')
export const oid = (octets: string): Buffer => der(OID, hex(octets))

/** Object identifiers by their octets. */
export const OIDS = {
  signedData: '2a864886f70d010702',
  data: '2a864886f70d010701',
  sha256: '608648016503040201',
  sha512: '608648016503040203',
  rsa: '2a864886f70d010101',
  commonName: '550403',
  organization: '55040a',
  locality: '550407',
} as const

export interface SignerSpec {
  /** Attributes of the issuer: octets of the type, and the value. */
  readonly issuer?: readonly (readonly [type: string, value: string])[]
  /** Octets of the serial number, as hex. */
  readonly serial?: string
  /** Octets of the digest's object identifier, as hex. */
  readonly digest?: string
  /** Octets of the object identifier of the signature's algorithm, as hex. */
  readonly algorithm?: string
  readonly signature?: string
  /** Names the signer by key identifier instead, as CMS may. */
  readonly byKeyId?: true
}

export function signerInfo(spec: SignerSpec = {}): Buffer {
  const issuer = (spec.issuer ?? [[OIDS.commonName, 'a signer']]).map(([type, value]) =>
    der(SET, der(SEQUENCE, oid(type), der(UTF8, value))),
  )
  const who = spec.byKeyId
    ? der(0x80, 'key id')
    : der(SEQUENCE, der(SEQUENCE, ...issuer), der(INTEGER, hex(spec.serial ?? '01')))
  return der(
    SEQUENCE,
    der(INTEGER, '\x01'),
    who,
    der(SEQUENCE, oid(spec.digest ?? OIDS.sha256), der(0x05)),
    der(SEQUENCE, oid(spec.algorithm ?? OIDS.rsa), der(0x05)),
    der(OCTETS, spec.signature ?? 'SIG'),
  )
}

export const pkcs7 = (...signers: readonly Buffer[]): Buffer =>
  der(
    SEQUENCE,
    oid(OIDS.signedData),
    der(
      0xa0,
      der(
        SEQUENCE,
        der(INTEGER, '\x01'),
        der(SET, der(SEQUENCE, oid(OIDS.sha256), der(0x05))),
        der(SEQUENCE, oid(OIDS.data)),
        der(SET, ...signers),
      ),
    ),
  )

export interface TrailerSpec {
  readonly algorithm?: number
  readonly hash?: number
  readonly idType?: number
  readonly signerLength?: number
  readonly keyIdLength?: number
  /** Default: the length of what is appended, without signer and key identifier. */
  readonly length?: number
}

const MAGIC = '~Module signature appended~\n'

/** `module` followed by `signature` and a trailer. */
export function appendSignature(module: Uint8Array, signature: Uint8Array, spec: TrailerSpec = {}): Buffer {
  const { algorithm = 0, hash = 0, idType = 2, signerLength = 0, keyIdLength = 0 } = spec
  const trailer = Buffer.from([algorithm, hash, idType, signerLength, keyIdLength, 0, 0, 0, 0, 0, 0, 0])
  trailer.writeUInt32BE(spec.length ?? signature.length - signerLength - keyIdLength, 8)
  return Buffer.concat([module, signature, trailer, Buffer.from(MAGIC, 'latin1')])
}
