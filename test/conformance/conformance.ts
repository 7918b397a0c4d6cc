/**
 * Compares our depmod with real kmod 34.2 (and, for the old index layout, kmod 30) on real kernels, byte for byte:
 * the files it writes, stdout, stderr and the exit status.
 *
 *   npm run conformance [-- --tree NAME]... [--check NAME]... [--recent] [--keep]
 *
 * Kernels and kmods are fetched once into $TSKMOD_CORPUS (see corpus.sh) and never written to. The last line is
 * `N passed, M failed, K skipped`; the exit status is 1 if anything failed, or if the kernel and the kmod that
 * everything rests on cannot be had.
 */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CHECKS, type Subject } from './checks.ts'
import { hasKmod } from './tools.ts'
import {
  compressedTree,
  fetch,
  kernelTree,
  RECENT_AND_USUAL,
  RECENT_KERNELS,
  type Tree,
  xzNamedTree,
} from './trees.ts'

interface TreeRow {
  readonly name: string
  /** The kernel in the corpus that it is made from. */
  readonly from: string
  readonly recompressed?: 'gz' | 'zst'
  /** Checks that are left out: they do not depend on the compression, which costs time; or kmod cannot run them. */
  readonly without?: readonly string[]
  /** Only on request: by --recent or --tree. */
  readonly isRecent?: boolean
}

const TREES: readonly TreeRow[] = [
  { name: 'amd64-6.1', from: 'amd64-6.1' },
  { name: 'amd64-6.1-gz', from: 'amd64-6.1', recompressed: 'gz', without: ['kmod30-modprobe'] },
  { name: 'amd64-6.1-zst', from: 'amd64-6.1', recompressed: 'zst', without: ['no-modules.order'] },
  { name: 'amd64-6.12', from: 'amd64-6.12', without: ['errsyms-whole-map', 'no-modules.order'] },
  { name: 's390x-6.1', from: 's390x-6.1' },
  { name: 'armhf-6.1', from: 'armhf-6.1' },
  { name: 'i386-6.1', from: 'i386-6.1' },
  { name: 'ppc64el-6.1', from: 'ppc64el-6.1' },
  ...RECENT_KERNELS.map((name) => ({ name, from: name, isRecent: !RECENT_AND_USUAL.includes(name) })),
]

/** Without these nothing is proved: if they are missing, the run fails rather than skips. */
const REQUIRED: readonly string[] = ['kmod34', 'amd64-6.1']

const { values: options } = parseArgs({
  options: {
    tree: { type: 'string', multiple: true, default: process.env.TSKMOD_TREES?.split(',') ?? [] },
    check: { type: 'string', multiple: true, default: [] },
    keep: { type: 'boolean', default: false },
    recent: { type: 'boolean', default: false },
  },
})
const count = { passed: 0, failed: 0, skipped: 0 }

function showResult(kind: keyof typeof count, word: string, text: string): void {
  count[kind]++
  console.log(`${word.padEnd(8)} ${text}`)
}

/** Whether `name` is available; reports once if not. */
const fetched = new Map<string, string | undefined>()
function have(name: string, user: string): boolean {
  if (!fetched.has(name)) fetched.set(name, fetch(name))
  const reason = fetched.get(name)
  if (reason === undefined) return true
  const required = REQUIRED.includes(name)
  showResult(required ? 'failed' : 'skipped', required ? 'MISSING' : 'skipped', `${user}: ${reason}`)
  return false
}

function subjectOf(row: TreeRow, work: string): Subject {
  const plain = kernelTree(row.from)
  const tree = row.recompressed ? compressedTree(plain, row.recompressed) : plain
  const same = { tree, plain, work, reference: tree, rewrite: (text: string) => text }
  if (row.recompressed !== 'gz') return same
  const reference: Tree = xzNamedTree(plain, join(work, 'xz-named'))
  return { ...same, reference, rewrite: (text) => text.replaceAll('.ko.xz', '.ko.gz') }
}

async function runTree(row: TreeRow, work: string): Promise<void> {
  const subject = subjectOf(row, work)
  for (const check of CHECKS) {
    if (row.without?.includes(check.name)) continue
    if (options.check.length > 0 && !options.check.includes(check.name)) continue
    const title = `${row.name} ${check.name}`
    if (check.needs && !hasKmod(check.needs)) {
      showResult('skipped', 'skipped', `${title}: ${fetched.get(check.needs) ?? 'no such kmod'}`)
      continue
    }
    const started = performance.now()
    const difference = await check.run(subject)
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    if (difference === undefined) showResult('passed', 'ok', `${title} (${seconds} s)`)
    else showResult('failed', 'DIFFERS', `${title}: ${difference}`)
  }
}

/** The recompressed copies need a tool that may be missing. */
async function tryTree(row: TreeRow): Promise<void> {
  const work = fs.mkdtempSync(join(tmpdir(), `tskmod-conformance-`))
  try {
    await runTree(row, work)
  } catch (error) {
    showResult('failed', 'BROKE', `${row.name}: ${error instanceof Error ? error.message : error}`)
  } finally {
    if (options.keep) console.log(`kept     ${row.name}: ${work}`)
    else fs.rmSync(work, { recursive: true })
  }
}

function isWanted({ name, from, isRecent }: TreeRow): boolean {
  if (options.tree.length > 0) return options.tree.includes(name)
  return options.recent ? (RECENT_KERNELS as readonly string[]).includes(from) : !isRecent
}

if (have('kmod34', 'everything')) {
  fetched.set('kmod30', fetch('kmod30'))
  for (const row of TREES) {
    if (!isWanted(row)) continue
    if (have(row.from, row.name)) await tryTree(row)
  }
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
if (count.failed > 0) process.exitCode = 1
