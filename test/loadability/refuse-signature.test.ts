import { expect, it } from 'vitest'
import type { ModuleView } from '../../src/loadability/kernel-view.ts'
import { signatureRefusals } from '../../src/loadability/refuse-signature.ts'
import { kernelView, moduleView } from './views.ts'

const of = (more: Partial<ModuleView>): string[] =>
  signatureRefusals(moduleView([], more), kernelView()).map(({ kind, force }) => `${kind} ${force}`)

it('refuses what is unsigned, or signed with an unknown key, only where signatures are enforced', () => {
  expect(of({ signature: { state: 'none' } })).toEqual(['unsigned if-enforced'])
  expect(of({ signature: { state: 'other-kind', idType: 3 } })).toEqual(['signature-unsupported if-enforced'])
  expect(of({ verdict: { state: 'unknown-key' } })).toEqual(['signature-unknown-key if-enforced'])
  expect(of({ verdict: { state: 'unsupported', what: 'sm3' } })).toEqual([
    'signature-unsupported if-enforced',
  ])
})

it('refuses a signature that is wrong in every kernel that looks at signatures', () => {
  expect(of({ signature: { state: 'malformed', why: 'message', reason: 'it is no CMS message' } })).toEqual([
    'signature-malformed always',
  ])
  expect(of({ verdict: { state: 'bad' } })).toEqual(['signature-bad always'])
  expect(
    signatureRefusals(moduleView([], { verdict: { state: 'bad' } }), kernelView({ checksSignatures: false })),
  ).toEqual([])
})

it('has nothing against a good one, nor one that was not verified', () => {
  expect(of({ verdict: { state: 'good' } })).toEqual([])
  expect(of({})).toEqual([])
})
