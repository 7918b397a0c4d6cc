/**
 * Signatures (Linux: kernel/module/signing.c module_sig_check()). A module without a signature, one that is signed with an
 * unknown key or an algorithm that the kernel lacks is refused only where signatures are enforced; every other fault is
 * fatal in any kernel that looks at signatures.
 */
import type { KernelView, ModuleView } from './kernel-view.ts'
import { type Refusal, refusal } from './refusal.ts'

/** The line of the log by what is wrong; the kernel has none for a message that it cannot parse. */
const MALFORMED = {
  trailer: 'module: PKCS#7 signature info has unexpected non-zero params',
  attributes: 'PKCS7: Invalid module sig (has authattrs)',
  message: '',
} as const

export function signatureRefusals(
  { signature, verdict }: Pick<ModuleView, 'signature' | 'verdict'>,
  kernel: KernelView,
): Refusal[] {
  if (kernel.checksSignatures === false) return []
  const rejected = (what: string): string => `Loading of ${what} is rejected`
  switch (signature.state) {
    case 'none':
      return [refusal('unsigned', 'if-enforced', rejected('unsigned module'), {})]
    case 'other-kind': {
      const what = `a signature of kind ${signature.idType}`
      const says = 'module: not signed with expected PKCS#7 message'
      return [refusal('signature-unsupported', 'if-enforced', says, { what })]
    }
    case 'malformed':
      return [
        refusal('signature-malformed', 'always', MALFORMED[signature.why], { reason: signature.reason }),
      ]
    case 'signed': {
      const { signer, keyId } = signature
      if (verdict?.state === 'bad') return [refusal('signature-bad', 'always', '', { signer, keyId })]
      if (verdict?.state === 'unknown-key')
        return [
          refusal('signature-unknown-key', 'if-enforced', rejected('module with unavailable key'), {
            signer,
            keyId,
          }),
        ]
      if (verdict?.state === 'unsupported')
        return [
          refusal('signature-unsupported', 'if-enforced', rejected('module with unsupported crypto'), {
            what: verdict.what,
          }),
        ]
      return []
    }
  }
}
