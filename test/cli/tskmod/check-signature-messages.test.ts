import { expect, it } from 'vitest'
import { SIGNATURE_WORDS } from '../../../src/cli/tskmod/check-signature-messages.ts'
import { CHECK_KINDS } from '../../../src/questions/check-findings.ts'

it('has a title and an advice for each kind, and no kind that check does not know', () => {
  for (const [kind, { title, advice }] of Object.entries(SIGNATURE_WORDS)) {
    expect(CHECK_KINDS).toContain(kind)
    expect(title).toMatch(/^[A-Z].*[^.]$/)
    expect(advice).toMatch(/^[A-Z].*\.$/)
  }
})
