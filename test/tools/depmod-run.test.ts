import { expect, it } from 'vitest'
import { diagnostic } from '../../src/base/diagnostic.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { startRun } from '../../src/tools/depmod-run.ts'

const host = { ...nodeHost, workingDirectory: () => '/here' }

it.each([
  [{}, '/lib/modules/6.1.0', '/lib/modules/6.1.0'],
  [{ root: '/r' }, '/r/lib/modules/6.1.0', '/r/lib/modules/6.1.0'],
  [{ root: 'r' }, '/here/r/lib/modules/6.1.0', '/here/r/lib/modules/6.1.0'],
  [{ root: '/r', outdir: 'o' }, '/r/lib/modules/6.1.0', '/here/o/lib/modules/6.1.0'],
  [{ root: '/r', moduleDirectory: '/usr/m' }, '/r/usr/m/6.1.0', '/r/usr/m/6.1.0'],
])('startRun() of %j reads and writes in the right directories', (options, moduleDir, outputDir) => {
  const run = startRun({ release: '6.1.0', host, ...options })
  expect([run.moduleDir, run.outputDir, run.host]).toEqual([moduleDir, outputDir, host])
})

it('startRun() keeps diagnostics for the result, or hands them on', () => {
  const reported = diagnostic('errsyms-without-symbols', {})
  const keeping = startRun({ release: '6.1.0' })
  keeping.report(reported)
  expect(keeping.result(() => [], []).diagnostics).toEqual([reported])
  const handed: unknown[] = []
  const handing = startRun({ release: '6.1.0', onDiagnostic: (d) => handed.push(d) })
  handing.report(reported)
  expect([handed, handing.result(() => [], []).diagnostics]).toEqual([[reported], []])
})

it('startRun() refuses options that cannot be', () => {
  expect(() => startRun({ release: '' })).toThrow('release')
})
