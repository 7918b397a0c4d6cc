import { expect, it } from 'vitest'
import { CHECK_KINDS } from '../../src/questions/check/check-findings.ts'
import { LOAD_WORDS } from '../../src/reports/check-load-messages.ts'

it('has a title and an advice for each kind, and no kind that check does not know', () => {
  for (const [kind, { title, advice }] of Object.entries(LOAD_WORDS)) {
    expect(CHECK_KINDS).toContain(kind)
    expect(title).toMatch(/^[A-Z].*[^.]$/)
    expect(advice).toMatch(/^[A-Z].*\.$/)
  }
})
