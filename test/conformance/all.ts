/**
 * `npm run conformance`: all comparisons with real kmod, one program after the other, each with a last line
 * `N passed, M failed`; the last line of all adds them up. Arguments go to the first, which compares depmod:
 *
 *   npm run conformance -- --tree amd64-6.1
 *   npm run conformance -- --recent
 *
 * Two of the programs compare only a part here, for time: without arguments, `reach-check.ts` compares more kernels and
 * configurations, and `sources.ts` every kind of archive and image.
 *
 * --recent compares the kernels of this year only, all of them, and leaves out what asks about others.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { RECENT_KERNELS } from './trees.ts'

/** One of each reader of archives; all kinds take ten minutes. */
const A_KIND_OF_EACH = [
  'deb-6.1',
  'tar, pax',
  'rpm, w1.xzdio',
  'cpio behind microcode',
  'OCI layout',
  'squashfs in a GPT',
  'layers, modules in updates',
  'legacy-compress',
].flatMap((kind) => ['--kind', kind])

const PROGRAMS: readonly {
  readonly title: string
  readonly file: string
  readonly args: readonly string[]
}[] = [
  { title: 'depmod', file: 'conformance.ts', args: process.argv.slice(2) },
  { title: 'modprobe', file: 'modprobe-check.ts', args: [] },
  { title: 'modprobe command lines', file: 'modprobe-args-fuzz.ts', args: ['300'] },
  { title: 'messages to syslog', file: 'syslog-check.ts', args: [] },
  { title: 'modinfo', file: 'modinfo-check.ts', args: [] },
  { title: 'modprobe.d and kernel command lines', file: 'modprobe-config-fuzz.ts', args: ['2000'] },
  { title: 'compressions', file: 'compressions.ts', args: [] },
  { title: 'tskmod closure and dracut-install', file: 'dracut-check.ts', args: [] },
  { title: 'tskmod reach and modprobe', file: 'reach-check.ts', args: ['--only', 'softdeps', 'amd64-6.1'] },
  { title: 'tskmod closure and the order of modprobe', file: 'load-order-check.ts', args: [] },
  { title: 'tskmod check, right after depmod', file: 'check-check.ts', args: [] },
  { title: 'build IDs', file: 'build-id-check.ts', args: [] },
  { title: 'tskmod fleet by two engines, and straight', file: 'fleet-check.ts', args: [] },
  { title: 'packages, archives, images and layers', file: 'sources.ts', args: A_KIND_OF_EACH },
  { title: 'files of facts', file: 'facts-check.ts', args: ['made', 'amd64-6.1'] },
]

/** Names of kernels are arguments of these. */
const RECENT_PROGRAMS: typeof PROGRAMS = [
  { title: 'depmod', file: 'conformance.ts', args: ['--recent'] },
  { title: 'modprobe', file: 'modprobe-check.ts', args: ['kernels', ...RECENT_KERNELS] },
  { title: 'modinfo', file: 'modinfo-check.ts', args: RECENT_KERNELS },
  { title: 'tskmod check, right after depmod', file: 'check-check.ts', args: RECENT_KERNELS },
  { title: 'build IDs', file: 'build-id-check.ts', args: RECENT_KERNELS },
]

const total = { passed: 0, failed: 0, skipped: 0 }
for (const { title, file, args } of process.argv.includes('--recent') ? RECENT_PROGRAMS : PROGRAMS) {
  console.log(`\n--- ${title}`)
  const { status, stdout } = spawnSync('tsx', [join(import.meta.dirname, file), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 28,
  })
  process.stdout.write(stdout)
  const last = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m.exec(
    stdout.trimEnd().split('\n').at(-1) ?? '',
  )
  total.passed += Number(last?.[1] ?? 0)
  total.skipped += Number(last?.[3] ?? 0)
  // A program that ends early has failed, whatever it counted.
  total.failed += Math.max(Number(last?.[2] ?? 0), status === 0 && last ? 0 : 1)
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed > 0 ? 1 : 0
