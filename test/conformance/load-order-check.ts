/**
 * The order of `tskmod closure` against `modprobe --show-depends` of real kmod 34.2: for many modules of real kernels,
 * all that have softdeps among them, each asked for alone, the same files in the same order.
 *
 *   npm run build && npx tsx test/conformance/load-order-check.ts [KERNEL...]
 *
 * What modprobe does not load is taken out of ours, weakdeps; and what it shows again, out of what it shows. A passed check is one module. The last line is
 * `N passed, M failed`.
 */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKernel } from '../../src/index.ts'
import { loadOrder } from '../../src/questions/closure/load-order.ts'
import { corpus, hasKmod, kmodTool, OURS, run } from './tools.ts'
import { every, kernelTree, linkedTree } from './trees.ts'

const KERNELS = ['amd64-6.1', 'amd64-6.12']
const SHOWN = 5
/** Modules of each kernel besides those that have softdeps. */
const SAMPLE = 300

/** The modules of the kernel as hard links, since questions follow no link out of their root, with indexes of our depmod. */
async function layOut(kernel: string, root: string): Promise<string> {
  const { release } = linkedTree(kernelTree(kernel), root)
  const { status, stderr } = await run(OURS.depmod, ['-C', '/dev/null', '-b', root, release])
  if (status !== 0) throw new Error(`tsdepmod: ${stderr}`)
  return release
}

/** By module: what modprobe reports it would insert. */
async function theirOrder(root: string, release: string, modname: string): Promise<string> {
  const args = ['-d', root, '-S', release, '-C', '/dev/null', '-D', modname]
  const { stdout } = await run(kmodTool('kmod34', 'modprobe'), args)
  const lines = stdout.split('\n').filter((line) => line.startsWith('insmod '))
  return [...new Set(lines)].map((line) => `${line.trimEnd()}\n`).join('')
}

async function check(kernel: string, root: string): Promise<{ passed: number; failed: number }> {
  const release = await layOut(kernel, root)
  const opened = openKernel({ root, release, from: 'indexes' })
  const names = await opened.names()
  const count = { passed: 0, failed: 0 }
  const hasSoftdeps = ({ modname }: { modname: string }): boolean => {
    const { pre, post } = names.softdeps(modname)
    return pre.length + post.length > 0
  }
  const modules = [...new Set([...opened.modules().filter(hasSoftdeps), ...every(opened.modules(), SAMPLE)])]
  for (let at = 0; at < modules.length; at += 8)
    await Promise.all(
      modules.slice(at, at + 8).map(async ({ modname }) => {
        const wanted = names.lookup(modname).map((found) => ({ ...found, word: modname }))
        const order = loadOrder(names, wanted).modules.filter(({ reason }) => reason !== 'weakdep')
        const lines = order.map(({ copy }) => `insmod ${copy.path}\n`)
        const theirs = await theirOrder(root, release, modname)
        // Modprobe follows the first softdep line of a module, a closure all of them: the others may come between.
        const hasMore = order.some(({ copy }) => names.softdeps(copy.modname).beyondModprobe.length > 0)
        const ours = hasMore ? lines.filter((line) => theirs.includes(line)).join('') : lines.join('')
        if (ours === theirs) count.passed++
        else if (count.failed++ < SHOWN)
          console.log(`${kernel}: ${modname}: DIFFERENT\n${ours}--- modprobe\n${theirs}`)
      }),
    )
  console.log(`${kernel}: ${count.passed} of ${modules.length} modules load in the order of modprobe`)
  return count
}

async function main(kernels: readonly string[]): Promise<void> {
  const count = { passed: 0, failed: 0 }
  if (!hasKmod('kmod34')) {
    console.log(`skipped: there is no kmod 34 in ${corpus}; see corpus.sh\n0 passed, 0 failed, 1 skipped`)
    return
  }
  for (const kernel of kernels) {
    const root = fs.mkdtempSync(join(tmpdir(), 'tskmod-order-'))
    try {
      const { passed, failed } = await check(kernel, root)
      count.passed += passed
      count.failed += failed
    } finally {
      fs.rmSync(root, { recursive: true, force: true })
    }
  }
  console.log(`${count.passed} passed, ${count.failed} failed`)
  // None at all proves nothing.
  if (count.failed > 0 || count.passed === 0) process.exitCode = 1
}

const chosen = process.argv.slice(2)
await main(chosen.length > 0 ? chosen : KERNELS.filter((kernel) => fs.existsSync(join(corpus, kernel))))
