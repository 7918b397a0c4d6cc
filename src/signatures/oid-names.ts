/** Names of algorithms as OpenSSL prints them (their "long names"). */

const NIST_HASHES = '2.16.840.1.101.3.4.2'
/** FIPS 204, which Linux 7.0 and newer support for modules. */
const NIST_SIGNATURES = '2.16.840.1.101.3.4.3'
const RSA = '1.2.840.113549.1.1'
const RSA_DIGESTS = '1.2.840.113549.2'
const ECDSA = '1.2.840.10045.4'
const GOST_2012 = '1.2.643.7.1.1.2'

/** Digests, and the signature algorithms that some signers write instead of a digest. */
const NAMES: Readonly<Record<string, string>> = {
  [`${NIST_HASHES}.1`]: 'sha256',
  [`${NIST_HASHES}.2`]: 'sha384',
  [`${NIST_HASHES}.3`]: 'sha512',
  [`${NIST_HASHES}.4`]: 'sha224',
  [`${NIST_HASHES}.5`]: 'sha512-224',
  [`${NIST_HASHES}.6`]: 'sha512-256',
  [`${NIST_HASHES}.7`]: 'sha3-224',
  [`${NIST_HASHES}.8`]: 'sha3-256',
  [`${NIST_HASHES}.9`]: 'sha3-384',
  [`${NIST_HASHES}.10`]: 'sha3-512',
  [`${NIST_HASHES}.11`]: 'shake128',
  [`${NIST_HASHES}.12`]: 'shake256',
  [`${NIST_SIGNATURES}.17`]: 'ML-DSA-44',
  [`${NIST_SIGNATURES}.18`]: 'ML-DSA-65',
  [`${NIST_SIGNATURES}.19`]: 'ML-DSA-87',
  '1.3.14.3.2.26': 'sha1',
  [`${RSA_DIGESTS}.2`]: 'md2',
  [`${RSA_DIGESTS}.4`]: 'md4',
  [`${RSA_DIGESTS}.5`]: 'md5',
  '1.3.36.3.2.1': 'ripemd160',
  '1.2.156.10197.1.401': 'sm3',
  '1.0.10118.3.0.55': 'whirlpool',
  '1.3.6.1.4.1.1722.12.2.1.16': 'blake2b512',
  '1.3.6.1.4.1.1722.12.2.2.8': 'blake2s256',
  '1.2.643.2.2.9': 'GOST R 34.11-94',
  [`${GOST_2012}.2`]: 'GOST R 34.11-2012 with 256 bit hash',
  [`${GOST_2012}.3`]: 'GOST R 34.11-2012 with 512 bit hash',
  [`${RSA}.1`]: 'rsaEncryption',
  [`${RSA}.4`]: 'md5WithRSAEncryption',
  [`${RSA}.5`]: 'sha1WithRSAEncryption',
  [`${RSA}.10`]: 'rsassaPss',
  [`${RSA}.11`]: 'sha256WithRSAEncryption',
  [`${RSA}.12`]: 'sha384WithRSAEncryption',
  [`${RSA}.13`]: 'sha512WithRSAEncryption',
  [`${RSA}.14`]: 'sha224WithRSAEncryption',
  [`${ECDSA}.1`]: 'ecdsa-with-SHA1',
  [`${ECDSA}.3.1`]: 'ecdsa-with-SHA224',
  [`${ECDSA}.3.2`]: 'ecdsa-with-SHA256',
  [`${ECDSA}.3.3`]: 'ecdsa-with-SHA384',
  [`${ECDSA}.3.4`]: 'ecdsa-with-SHA512',
  '1.3.101.112': 'ED25519',
}

/**
 * The name of an object identifier in dotted form; the identifier itself if it is not listed here, as OpenSSL prints an
 * unknown one.
 */
export const algorithmName = (oid: string): string => NAMES[oid] ?? oid
