/**
 * Boots a real kernel whose initramfs holds indexes written by our depmod, in the last round modules chosen by our
 * closure as well, and has real modprobe, busybox and the kernel itself load modules by them:
 *
 *   npm run boot [-- --round TEXT] [-- --keep] [-- --serial]
 *
 * --round runs those whose title has the text; --keep leaves the images and the serial output where they are; --serial prints the latter. Kernel, kmod and busybox
 * come from the corpus (test/conformance/corpus.sh), qemu is installed where it is missing and that is possible. The
 * last line is `N passed, M failed`; the exit status is 1 if anything failed. Without qemu all is skipped.
 */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fetch, kernelTree, type Tree } from '../conformance/trees.ts'
import { fetchBusybox } from './busybox.ts'
import { type ImageOptions, initramfs, layOutImage } from './image.ts'
import { ourPlans } from './our-plans.ts'
import { type Claim, proofs } from './proofs.ts'
import { boot, installQemu } from './qemu.ts'
import { loadings, readReport } from './report.ts'

const KERNEL = 'amd64-6.1'
/** Of the same kernel. */
const PACKAGE = 'deb-6.1'
const DISK_BYTES = 16 << 20

interface Round extends Omit<ImageOptions, 'busybox'> {
  readonly title: string
}

const CLOSURE = [
  ...['dm-crypt', 'dm-thin-pool', 'ext4', 'virtio_blk', 'virtio_pci', 'e1000', 'e1000e'],
  // The cipher of the encrypted root, as the kernel asks for it.
  ...['crypto-aes', 'crypto-xts', 'crypto-ecb'],
]

const ROUNDS: readonly Round[] = [
  { title: 'modules as Debian ships them', compression: 'none', updates: [] },
  {
    title: 'modules as .ko.xz, dm-crypt and e1000 in updates/',
    compression: 'xz',
    updates: ['dm-crypt', 'e1000'],
  },
  {
    title: 'an initramfs made by one call of tskmod closure --install',
    compression: 'none',
    updates: [],
    closure: CLOSURE,
  },
  {
    title: 'an archive made of a .deb by tskmod closure --install, appended to one with the programs',
    compression: 'none',
    updates: [],
    closure: CLOSURE,
    package: PACKAGE,
  },
]

const { values: options } = parseArgs({
  options: {
    round: { type: 'string' },
    keep: { type: 'boolean', default: false },
    serial: { type: 'boolean', default: false },
  },
})
const count = { passed: 0, failed: 0 }
const stop = new AbortController()

function showResult({ text, problem }: Claim): void {
  count[problem === undefined ? 'passed' : 'failed']++
  console.log(problem === undefined ? `ok       ${text}` : `FAILED   ${text}: ${problem}`)
}

async function runRound(round: Round, kernel: Tree, work: string, busybox: string): Promise<void> {
  fs.mkdirSync(work)
  const image = await layOutImage(kernel, join(work, 'root'), { ...round, busybox })
  const archive = initramfs(image)
  fs.writeFileSync(join(work, 'initramfs'), archive)
  console.log(
    `\n${round.title}: ${image.dependencies.size} modules, ${Math.round(archive.length / 2 ** 20)} MiB`,
  )

  const disk = join(work, 'disk')
  fs.writeFileSync(disk, '')
  fs.truncateSync(disk, DISK_BYTES)
  const guest = {
    disk,
    kernel: join(kernel.root, 'boot', `vmlinuz-${kernel.release}`),
    initramfs: join(work, 'initramfs'),
  }
  const serial = await boot(guest, stop.signal)
  fs.writeFileSync(join(work, 'serial'), serial.text, 'latin1')
  const report = readReport(serial.text)
  const problem = serial.problem ?? (report.done ? undefined : 'powered off before its end')
  showResult({
    text: `Linux ${kernel.release} boots, does its work and powers off`,
    ...(problem && { problem }),
  })
  if (options.serial || problem) console.log(serial.text.replaceAll('\r', ''))
  console.log(`         (${serial.seconds.toFixed(1)} s under qemu)`)
  if (stop.signal.aborted) return
  const plans = await ourPlans(
    image,
    loadings(report).map(({ name }) => name),
  )
  if (typeof plans === 'string') console.log(`skipped  our modprobe: ${plans}`)
  for (const claim of proofs(image, report, typeof plans === 'string' ? undefined : plans)) showResult(claim)
}

async function runAll(work: string): Promise<void> {
  for (const name of ['kmod34', 'cryptroot', KERNEL, PACKAGE]) {
    const reason = fetch(name)
    if (reason !== undefined) throw new Error(reason)
  }
  const busybox = fetchBusybox()
  const kernel = kernelTree(KERNEL)
  for (const [i, round] of ROUNDS.entries())
    if (round.title.includes(options.round ?? '') && !stop.signal.aborted)
      await runRound(round, kernel, join(work, String(i)), busybox)
}

async function main(): Promise<void> {
  // Without these listeners a signal would end us and leave qemu and the images running.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-boot-'))
  try {
    await runAll(work)
  } catch (error) {
    showResult({
      text: 'the rounds run to their end',
      problem: error instanceof Error ? error.message : `${error}`,
    })
  } finally {
    if (options.keep) console.log(`kept     ${work}`)
    else fs.rmSync(work, { recursive: true, force: true })
  }
  console.log(`\n${count.passed} passed, ${count.failed} failed`)
  if (count.failed > 0) process.exitCode = 1
}

const reason = installQemu()
if (reason === undefined) await main()
else console.log(`skipped  everything: ${reason}\n0 passed, 0 failed, 1 skipped`)
