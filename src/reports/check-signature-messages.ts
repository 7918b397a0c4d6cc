/** The texts for signatures: a part of the table in check-messages.ts. */
import type { CheckKind } from '../questions/check/check-findings.ts'
import { type KindWords, listed, nameCell } from './check-words.ts'
import { counted, groupDigits } from './text-kit.ts'

type SignatureKind = Extract<
  CheckKind,
  | 'signature-after-compression'
  | 'bad-signature'
  | 'untrusted-signer'
  | 'unsigned-module'
  | 'odd-signer'
  | 'weak-digest'
  | 'signature-kind'
>

export const SIGNATURE_WORDS: { readonly [K in SignatureKind]: KindWords<K> } = {
  'signature-after-compression': {
    title: 'Modules that were signed after they were compressed',
    advice:
      'The signature comes after the compressed stream, where the kernel never sees it, and kmod reports .xz and .zst files as damaged. Sign the .ko, then compress it.',
    row: ({ modname, path }) => [nameCell(modname), path],
  },
  'bad-signature': {
    title: 'Invalid signatures',
    advice:
      'The kernel refuses these modules, even if it does not enforce signatures. Sign them again, after stripping.',
    row: ({ modname, reason }) => [nameCell(modname), reason],
  },
  'untrusted-signer': {
    title: 'Modules signed with a key that is not trusted',
    advice:
      'The signer is not among the certificates of --trust: a kernel that enforces signatures refuses them.',
    row: ({ signer, keyId, why, digest, modules }) => [
      nameCell(signer === '' ? keyId : signer),
      `key ${keyId}${why === 'unsupported' ? ` (${digest}: cannot be verified here)` : ''}: ${counted(modules.length, 'module')}: ${listed(modules)}`,
    ],
  },
  'unsigned-module': {
    title: 'Modules without a signature',
    advice: 'A kernel that enforces signatures (Secure Boot, module.sig_enforce) refuses them.',
    row: ({ modules, signed }) => [
      counted(modules.length, 'module'),
      `${listed(modules)}; ${groupDigits(signed)} are signed`,
    ],
  },
  'odd-signer': {
    title: 'Modules signed with another key than the rest',
    advice:
      'A kernel that enforces signatures knows the key of its own build; this one must be enrolled. See --signatures and --trust.',
    row: ({ signer, keyId, usual, modules }) => [
      nameCell(signer === '' ? keyId : signer),
      `key ${keyId}: ${listed(modules)}; most have ${usual.signer === '' ? '' : `${usual.signer}, `}key ${usual.keyId}`,
    ],
  },
  'weak-digest': {
    title: 'Signatures with a weak digest',
    advice: 'Newer kernels may not accept them.',
    row: ({ digest, modules }) => [digest, listed(modules)],
  },
  'signature-kind': {
    title: 'Signatures of an unknown kind',
    advice: 'The kernel knows PKCS#7 messages only, and treats these modules as unsigned.',
    row: ({ idType, modules }) => [`kind ${idType}`, listed(modules)],
  },
}
