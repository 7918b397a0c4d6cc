import { expect, it } from 'vitest'
import { finding } from '../../src/questions/check/check-findings.ts'
import { writeCheck } from '../../src/reports/check-report.ts'
import { TextReport } from '../../src/reports/text-kit.ts'

it('puts errors before warnings, and paths that are long into lines of their own', () => {
  const page = new TextReport()
  const file = '/a/rather/long/path/to/the/System.map-6.12.0-test'
  writeCheck(page, {
    place: '6.12.0-test below /root',
    kernelArguments: '--root /root --kernel 6.12.0-test',
    depmodCommand: 'tsdepmod -b /root 6.12.0-test',
    result: {
      findings: [
        finding('suspect-symbol-file', 'warning', {
          file,
          defines: 0,
          needed: 7391,
          unknown: 7391,
          mentions: 156774,
        }),
        finding('index-damaged', 'error', { name: 'modules.dep.bin', message: 'cut off' }),
      ],
      notChecked: ['missing-firmware'],
      modules: 4230,
      builtins: 259,
      symbolFile: file,
      signatures: { signers: [], unsigned: [], other: [] },
    },
    details: new Set(),
    isFine: false,
  })
  expect(page.text).toBe(`1 error, 1 warning: 6.12.0-test below /root
4,230 modules, 259 built in

error Damaged indexes (index-damaged: 1)
  modules.dep.bin  cut off
  Cut off, or overwritten. Run depmod.

warning Symbol file that looks wrong (suspect-symbol-file: 1)
  /a/rather/long/path/to/the/System.map-6.12.0-test: defines 0 symbols, and
  lacks 7,391 of the 7,391 that modules need; depmod -e would print 156,774
  lines
  It is a stub, or belongs to another kernel, so unknown symbols are not
  reported. Debian 13 has the real System.map in the linux-image-*-dbg package;
  a Module.symvers works as well.

Not checked
  firmware: there is no firmware directory below the root

Next
  rebuild the indexes
    tsdepmod -b /root 6.12.0-test
  check symbols, too
    tskmod check --symvers FILE --root /root --kernel 6.12.0-test
`)
})
