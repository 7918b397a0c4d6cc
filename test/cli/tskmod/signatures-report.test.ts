import { expect, it } from 'vitest'
import { TextReport } from '../../../src/cli/terminal/text-kit.ts'
import { writeSignatures } from '../../../src/cli/tskmod/signatures-report.ts'

it('counts signers, and modules without a signature', () => {
  const page = new TextReport()
  const row = { signer: 'the build', keyId: '0A', digest: 'sha256', algorithm: 'rsaEncryption' }
  writeSignatures(page, { signers: [{ ...row, modules: ['a', 'b'] }], unsigned: ['c'], other: ['d'] })
  expect(page.text).toMatch(/2 {2}the build {2}sha256 {2}rsaEncryption {2}0A\n/)
  expect(page.text).toContain(
    '1 module without a signature\n1 module with a malformed or unknown signature\n',
  )
})
