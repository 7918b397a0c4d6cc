/**
 * The builders and tools of Debian unstable, run for real on its kernel: with its kmod, then with our commands.
 *
 *   npm run e2e:recent [-- NAME...] [-- --keep]
 *
 * As e2e.ts in all else. Unstable changes under us: a root or a kernel that cannot be had is a skip with its reason, and
 * the versions that were run are printed first. Run by hand, because a root of unstable is 660 MB on disk.
 */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Claim } from '../boot/proofs.ts'
import { kernelSymbols, wholeMap } from '../conformance/kernel-symbols.ts'
import { fetch, kernelTree } from '../conformance/trees.ts'
import { proveScripts } from './callers.ts'
import { proveBuilder, RECENT_BUILDERS } from './images.ts'
import { RECENT_SCRIPTS } from './recent-scripts.ts'
import { inRoot, layOutRoot, modulesIn, type Root } from './root.ts'

const KERNEL = 'amd64-cloud-sid'
const ROOT = 'builders-sid'

const { values: options, positionals: chosen } = parseArgs({
  options: { keep: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const count = { passed: 0, failed: 0, skipped: 0 }

function show({ text, problem }: Claim): void {
  count[problem === undefined ? 'passed' : 'failed']++
  console.log(problem === undefined ? `ok       ${text}` : `FAILED   ${text}: ${problem}`)
}

const isChosen = (title: string): boolean =>
  chosen.length === 0 || chosen.some((part) => title.toLowerCase().includes(part.toLowerCase()))

/** The whole kernel, in the root itself, with a System.map that fits its modules. */
async function takeKernel(root: Root): Promise<void> {
  const { release, kernel } = root.kernel
  const map = join(root.path, 'boot', `System.map-${release}`)
  fs.writeFileSync(map, wholeMap(await kernelSymbols(root.kernel, join(root.path, 'var/tmp'))))
  fs.cpSync(kernel, join(modulesIn(root), 'kernel'), { recursive: true })
}

const VERSIONS = `cd /usr/share/doc; for i in kmod initramfs-tools-core dracut-core mkosi virtme-ng busybox-static udev tiny-initramfs-core kernel-wedge dkms; do
  printf '%s %s, ' $i "$(zcat $i/changelog.Debian.gz $i/changelog.gz 2>/dev/null | sed -n '1s/.*(\\(.*\\)).*/\\1/p')"; done`

async function runAll(work: string): Promise<void> {
  for (const name of [ROOT, KERNEL, 'kmod34']) {
    const reason = fetch(name)
    if (reason === undefined) continue
    count.skipped++
    console.log(`skipped  everything: ${reason}`)
    return
  }
  const kernel = kernelTree(KERNEL)
  const lay = (commands: Root['commands'], form: 'package' | 'standalone', name: string): Root =>
    layOutRoot(join(work, `${name}-${commands}`), { commands, kernel, initramfsTools: '0.151', form })
  const [real, ours] = [lay('kmod', 'standalone', 'root'), lay('ours', 'standalone', 'root')]
  console.log(`${(await inRoot(real, VERSIONS)).stdout}Linux ${kernel.release}`)
  for (const root of [real, ours]) {
    await takeKernel(root)
    const { stdout } = await inRoot(root, 'for i in depmod modprobe modinfo; do $i -V | grep -c tskmod; done')
    const expected = (root.commands === 'ours' ? '1\n' : '0\n').repeat(3)
    show({
      text: `the three commands are ${root.commands}`,
      ...(stdout !== expected && { problem: `they are ${stdout}` }),
    })
  }
  for await (const claim of proveScripts(RECENT_SCRIPTS, real, ours, isChosen)) show(claim)
  // The scripts above leave indexes or remove them; a builder needs those of its own depmod.
  for (const root of [real, ours]) await inRoot(root, `depmod -a ${kernel.release}`)
  for (const builder of RECENT_BUILDERS)
    if (isChosen(builder.title)) for (const claim of await proveBuilder(builder, real, ours)) show(claim)
}

async function main(): Promise<void> {
  const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-e2e-recent-'))
  try {
    await runAll(work)
  } catch (error) {
    show({ text: 'all is run to its end', problem: error instanceof Error ? error.message : `${error}` })
  } finally {
    if (options.keep) console.log(`kept     ${work}`)
    else fs.rmSync(work, { recursive: true, force: true })
  }
  console.log(`\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
  if (count.failed > 0) process.exitCode = 1
}

if (process.getuid?.() === 0) await main()
else console.log('skipped  everything: chroot takes root\n0 passed, 0 failed, 1 skipped')
