/** Certificates and signatures by openssl, in a directory that is removed after the test. */
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tempTree } from '../support/temp-tree.ts'

export type KeyKind = 'rsa' | 'ecdsa'

const ARGUMENTS: Readonly<Record<KeyKind, readonly string[]>> = {
  rsa: ['-newkey', 'rsa:2048'],
  ecdsa: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
}

export interface Signer {
  readonly certificate: string
  /** A detached CMS message, as scripts/sign-file makes it. */
  sign(content: Uint8Array, ...more: readonly string[]): Buffer
}

export function makeSigner(kind: KeyKind, name = 'a signer'): Signer {
  const directory = tempTree({})
  const [key, certificate, file] = ['key.pem', 'certificate.pem', 'content'].map((one) =>
    join(directory, one),
  )
  const request = [
    'req',
    '-new',
    '-x509',
    '-nodes',
    '-days',
    '3',
    '-subj',
    `/CN=${name}`,
    '-keyout',
    key ?? '',
  ]
  execFileSync('openssl', [...request, '-out', certificate ?? '', ...ARGUMENTS[kind]], { stdio: 'ignore' })
  return {
    certificate: certificate ?? '',
    sign(content, ...more) {
      writeFileSync(file ?? '', content)
      const how = [
        'cms',
        '-sign',
        '-binary',
        '-nocerts',
        '-outform',
        'DER',
        '-md',
        'sha256',
        '-in',
        file ?? '',
      ]
      return execFileSync('openssl', [...how, '-signer', certificate ?? '', '-inkey', key ?? '', ...more])
    },
  }
}

export const certificateBytes = ({ certificate }: Signer): Buffer => readFileSync(certificate)
