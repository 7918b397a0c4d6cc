/** The report of `tskmod check --signatures`: who signed how many modules. */
import type { SignatureSummary } from '../questions/check/check-signatures.ts'
import { type Cell, counted, groupDigits, type TextReport } from './text-kit.ts'

/** Writes who signed how many modules, with which digest and algorithm. */
export function writeSignatures(page: TextReport, { signers, unsigned, other }: SignatureSummary): void {
  const rows = signers.map(({ signer, keyId, digest, algorithm, modules }): Cell[] => [
    groupDigits(modules.length).padStart(8),
    { text: signer === '' ? '(named by key identifier)' : signer, style: 'name' },
    digest,
    algorithm,
    keyId,
  ])
  if (rows.length > 0) page.table([HEADINGS.map((text): Cell => ({ text, style: 'aside' })), ...rows])
  if (unsigned.length > 0) page.line(`${counted(unsigned.length, 'module')} without a signature`)
  if (other.length > 0) page.line(`${counted(other.length, 'module')} with a malformed or unknown signature`)
}

const HEADINGS = [' modules', 'signer', 'digest', 'algorithm', 'key']
