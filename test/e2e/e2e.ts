/**
 * Runs the real callers of depmod, modprobe and modinfo: first with kmod 34.2, then with our commands in its place.
 *
 *   npm run e2e [-- NAME...] [-- --keep]
 *
 * A NAME chooses what is run by a part of its title; --keep leaves the roots where they are. All of it runs in roots of
 * its own, which corpus.sh puts together from Debian's packages; the machine itself is not touched. It takes root's
 * rights, for chroot. Builders get our package as npm installs it, scripts the commands that are one file each. The last
 * line is `N passed, M failed`; the exit status is 1 if anything failed.
 */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Claim } from '../boot/proofs.ts'
import { fetch, kernelTree, type Tree } from '../conformance/trees.ts'
import { isAnyCallerChosen, proveCallers, takePart } from './callers.ts'
import { BUILDERS, proveBuilder } from './images.ts'
import { proveInstmods } from './instmods.ts'
import { inRoot, layOutRoot, type Root, type RootOptions } from './root.ts'

const KERNEL = 'amd64-6.12'

const { values: options, positionals: chosen } = parseArgs({
  options: { keep: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const count = { passed: 0, failed: 0 }

function showResult({ text, problem }: Claim): void {
  count[problem === undefined ? 'passed' : 'failed']++
  console.log(problem === undefined ? `ok       ${text}` : `FAILED   ${text}: ${problem}`)
}

const isChosen = (title: string): boolean =>
  chosen.length === 0 || chosen.some((part) => title.toLowerCase().includes(part.toLowerCase()))

type Pair = readonly [real: Root, ours: Root]
type Version = Pick<RootOptions, 'initramfsTools' | 'form'>

function pairOfRoots(work: string, name: string, kernel: Tree, version: Version): Pair {
  const lay = (commands: Root['commands']): Root =>
    layOutRoot(join(work, `${name}-${commands}`), { commands, kernel, ...version })
  return [lay('kmod'), lay('ours')]
}

/** Which commands would answer, so that kmod is not compared with itself. */
async function tellCommands(pair: Pair): Promise<void> {
  for (const root of pair) {
    const script = 'for i in depmod modprobe modinfo; do $i -V | grep -c tskmod; done'
    const expected = (root.commands === 'ours' ? '1\n' : '0\n').repeat(3)
    const { stdout } = await inRoot(root, script)
    const problem = stdout === expected ? undefined : `they are ${stdout}`
    showResult({ text: `the three commands are ${root.commands}`, ...(problem && { problem }) })
  }
}

/** With the indexes that their own depmod wrote. */
async function indexedPair(work: string, kernel: Tree, version: Version): Promise<Pair> {
  const pair = pairOfRoots(work, version.initramfsTools, kernel, version)
  await tellCommands(pair)
  for (const root of pair) {
    const { status, stdout, stderr } = await inRoot(root, `depmod -a ${kernel.release}`)
    const problem = status === 0 && stdout + stderr === '' ? undefined : `status ${status}, ${stderr}`
    showResult({ text: `${root.commands}: depmod -a for ${kernel.release}`, ...(problem && { problem }) })
  }
  return pair
}

async function runAll(work: string): Promise<void> {
  for (const name of ['builders', 'initramfs-tools-0.142', KERNEL]) {
    const reason = fetch(name)
    if (reason !== undefined) throw new Error(reason)
  }
  const kernel = kernelTree(KERNEL)
  await runCallers(work, kernel)
  for (const initramfsTools of ['0.148', '0.142'] as const) {
    const builders = BUILDERS.filter((one) => one.initramfsTools === initramfsTools && isChosen(one.title))
    const loop = initramfsTools === '0.148' && isChosen('instmods')
    if (builders.length === 0 && !loop) continue
    const pair = await indexedPair(work, kernel, { initramfsTools, form: 'package' })
    if (loop) for (const claim of await proveInstmods(...pair)) showResult(claim)
    for (const builder of builders)
      for (const claim of await proveBuilder(builder, ...pair)) showResult(claim)
  }
}

async function runCallers(work: string, kernel: Tree): Promise<void> {
  if (!isAnyCallerChosen(isChosen)) return
  const pair = pairOfRoots(work, 'callers', kernel, { initramfsTools: '0.148', form: 'standalone' })
  await tellCommands(pair)
  for (const root of pair) await takePart(root)
  for await (const claim of proveCallers(...pair, isChosen)) showResult(claim)
}

async function main(): Promise<void> {
  const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-e2e-'))
  try {
    await runAll(work)
  } catch (error) {
    const problem = error instanceof Error ? error.message : `${error}`
    showResult({ text: 'all is run to its end', problem })
  } finally {
    if (options.keep) console.log(`kept     ${work}`)
    else fs.rmSync(work, { recursive: true, force: true })
  }
  console.log(`\n${count.passed} passed, ${count.failed} failed`)
  if (count.failed > 0) process.exitCode = 1
}

if (process.getuid?.() === 0) await main()
else console.log('skipped  everything: chroot takes root\n0 passed, 0 failed, 1 skipped')
