/**
 * Makes real kernels load modules that break one rule each, and modules that look broken and load, and compares the
 * result with the prediction of loadability/: loaded or refused, and the line of the kernel's log.
 *
 *   npm run boot:load [-- --keep] [-- --serial]
 *
 * Each kernel boots twice, the second time with module.sig_enforce=1. Kernels, headers, kmod and busybox come from the
 * corpus (test/conformance/corpus.sh); the modules are made with the assembler, and signed with openssl. The last line is
 * `N passed, M failed`; the exit status is 1 if anything failed. What is missing is skipped with its reason.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { corpus } from '../../conformance/tools.ts'
import { fetch, kernelTree, type Tree } from '../../conformance/trees.ts'
import { fetchBusybox } from '../busybox.ts'
import { archiveOf, layOutPrograms } from '../image.ts'
import { boot, installQemu } from '../qemu.ts'
import { readReport } from '../report.ts'
import { kernelCertificates } from './kernel-certificates.ts'
import { makeModules } from './make-modules.ts'
import { type OurVerdict, openContext, ourVerdicts } from './our-verdicts.ts'

/** The last one is that of Debian's unstable: without modversions, and with the flags of exports in a table. */
const KERNELS = [
  { name: 'amd64-6.1', headers: 'headers-6.1' },
  { name: 'amd64-6.12', headers: 'headers-6.12' },
  { name: 'amd64-cloud-sid', headers: 'headers-cloud-sid', image: 'image-cloud-sid' },
] as const

const { values: options } = parseArgs({
  options: { keep: { type: 'boolean', default: false }, serial: { type: 'boolean', default: false } },
})
const count = { passed: 0, failed: 0 }
const stop = new AbortController()

function showResult(text: string, problem?: string): void {
  count[problem === undefined ? 'passed' : 'failed']++
  console.log(problem === undefined ? `ok       ${text}` : `FAILED   ${text}: ${problem}`)
}

interface Round {
  readonly tree: Tree
  readonly image: string
  readonly symvers: string
  readonly work: string
  readonly enforce: boolean
}

async function runRound({ tree, image, symvers, work, enforce }: Round, busybox: string): Promise<void> {
  const root = join(work, 'root')
  layOutPrograms(root, busybox, join(import.meta.dirname, 'load-init.sh'))
  fs.symlinkSync('../bin/kmod', join(root, 'usr/sbin/insmod'))
  const directory = join(root, 'load')
  fs.mkdirSync(directory)
  const trust = join(work, 'certificates.pem')
  const certificates = kernelCertificates(image)
  fs.writeFileSync(trust, certificates.join('\n'))
  const context = openContext(tree, symvers, enforce)
  const names = makeModules(tree, directory, context)
  fs.writeFileSync(join(directory, 'order'), `${names.join('\n')}\n`)
  const ours = await ourVerdicts(
    names.map((name) => join(directory, `${name}.ko`)),
    context,
    trust,
  )

  fs.writeFileSync(join(work, 'initramfs'), archiveOf(root))
  fs.writeFileSync(join(work, 'disk'), '')
  fs.truncateSync(join(work, 'disk'), 1 << 20)
  const guest = { kernel: image, initramfs: join(work, 'initramfs'), disk: join(work, 'disk') }
  const serial = await boot({ ...guest, ...(enforce && { append: 'module.sig_enforce=1' }) }, stop.signal)
  if (options.serial) console.log(serial.text.replaceAll('\r', ''))
  const report = readReport(serial.text)
  const problem = serial.problem ?? (report.done ? undefined : 'powered off before its end')
  const title = `Linux ${tree.release}${enforce ? ' with module.sig_enforce=1' : ''}`
  showResult(
    `${title} boots, loads and powers off (${serial.seconds.toFixed(1)} s, ${certificates.length} certificates)`,
    problem,
  )
  if (stop.signal.aborted) return
  for (const name of names) {
    const step = report.steps.get(name)
    const verdict = ours.get(name)
    if (step === undefined || verdict === undefined) showResult(`${title}: ${name}`, 'nothing is known of it')
    else showResult(...compared(title, name, verdict, step))
  }
}

/** Loaded or refused, and for a refused module the line that we predict the kernel prints. */
function compared(
  title: string,
  name: string,
  { loads, says, kinds }: OurVerdict,
  { status, lines }: { readonly status: number; readonly lines: readonly string[] },
): [text: string, problem?: string] {
  const loaded = status === 0
  const text = `${title}: ${name} ${loaded ? 'loads' : 'is refused'}${kinds.length > 0 ? ` (${kinds.join(', ')})` : ''}`
  if (loads !== loaded)
    return [
      text,
      `we say it ${loads ? 'loads' : 'is refused'}; ${lines.map((line) => line.trim()).join(' | ')}`,
    ]
  if (loaded || says === '' || lines.some((line) => line.includes(says))) return [text]
  return [text, `expected "${says}" among ${lines.map((line) => line.trim()).join(' | ')}`]
}

async function runAll(work: string): Promise<void> {
  for (const name of ['kmod34', 'cryptroot']) {
    const reason = fetch(name)
    if (reason !== undefined) throw new Error(reason)
  }
  const busybox = fetchBusybox()
  for (const kernel of KERNELS) {
    const image = 'image' in kernel ? kernel.image : kernel.name
    const reason = [kernel.name, kernel.headers, image].map(fetch).find((one) => one !== undefined)
    // Unstable moves on, and then the packages of a kernel that was fetched before are gone.
    if (reason !== undefined && 'image' in kernel) console.log(`skipped  ${kernel.name}: ${reason}`)
    else if (reason !== undefined) throw new Error(reason)
    else await runKernel(work, { ...kernel, image }, busybox)
  }
}

async function runKernel(
  work: string,
  { name, headers, image }: { readonly name: string; readonly headers: string; readonly image: string },
  busybox: string,
): Promise<void> {
  const tree = kernelTree(name)
  const sources = join(corpus, headers, 'usr/src', `linux-headers-${tree.release}`)
  const images = [`boot/vmlinuz-${tree.release}`, `usr/lib/modules/${tree.release}/vmlinuz`]
  const file = images.map((path) => join(corpus, image, path)).find((path) => fs.existsSync(path))
  if (file === undefined) throw new Error(`There is no image of ${name} in ${image}`)
  for (const enforce of [false, true]) {
    if (stop.signal.aborted) return
    const directory = join(work, `${name}-${enforce}`)
    fs.mkdirSync(directory)
    const round = { tree, image: file, symvers: join(sources, 'Module.symvers'), enforce, work: directory }
    await runRound(round, busybox)
  }
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort())
  const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-load-'))
  try {
    await runAll(work)
  } catch (error) {
    showResult(
      'the rounds run to their end',
      error instanceof Error ? (error.stack ?? error.message) : `${error}`,
    )
  } finally {
    if (options.keep) console.log(`kept     ${work}`)
    else fs.rmSync(work, { recursive: true, force: true })
  }
  console.log(`\n${count.passed} passed, ${count.failed} failed`)
  if (count.failed > 0) process.exitCode = 1
}

/** The reason why it cannot run here. */
function missing(): string | undefined {
  const tools = ['as', 'readelf', 'openssl', 'xz'].filter((tool) => spawnSync(tool, ['--version']).error)
  return tools.length > 0 ? `needs ${tools.join(', ')}` : installQemu()
}

const reason = missing()
if (reason === undefined) await main()
else console.log(`skipped  everything: ${reason}\n0 passed, 0 failed, 1 skipped`)
