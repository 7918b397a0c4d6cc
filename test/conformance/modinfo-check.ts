/**
 * tsmodinfo against real kmod 34.2, byte for byte: every module file of real kernels, in the default layout, with -0,
 * -p and one field at a time; and names, builtin names and modaliases by indexes of tsdepmod, kmod 34 and kmod 30.
 *
 *   npm run build && npx tsx test/conformance/modinfo-check.ts [KERNEL...]
 *
 * A passed check is one batch of files or names with one set of options: standard output, standard error and exit
 * status the same. The last line is `N passed, M failed, K skipped`.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from '../support/our-command.ts'
import { hasKmod, kmodTool, OURS, type Ran, run } from './tools.ts'
import {
  compressedTree,
  fetch,
  kernelTree,
  moduleDir,
  modulesOf,
  RECENT_AND_USUAL,
  RECENT_KERNELS,
  type Tree,
  view,
} from './trees.ts'

interface KernelRow {
  readonly name: string
  /** The kernel that it is made from, and how its modules are compressed then. */
  readonly recompressed?: readonly [from: string, suffix: string]
  /** All modules in one call, in the default layout only: kmod needs seconds to decompress them once. */
  readonly atOnce?: true
  /** Ask by the indexes of these depmods too, where all modules are read at once. */
  readonly indexes?: readonly string[]
  /** Only on request, by name. */
  readonly isRecent?: boolean
}

/** Plain; big-endian; 32 bits; and the compressions that kmod 34.2 reads as Debian builds it. */
const KERNELS: readonly KernelRow[] = [
  { name: 'amd64-6.1' },
  { name: 's390x-6.1' },
  { name: 'i386-6.1' },
  { name: 'amd64-6.1-zst', recompressed: ['amd64-6.1', 'zst'], atOnce: true },
  { name: 'amd64-6.12', atOnce: true },
  ...RECENT_KERNELS.map((name) => ({
    name,
    atOnce: true as const,
    indexes: ['kmod34'],
    isRecent: !RECENT_AND_USUAL.includes(name),
  })),
]
/** Without this one nothing is proved: if it is missing, the run fails. */
const REQUIRED = 'amd64-6.1'

const BATCH = 500
const QUESTIONS = [
  [],
  ['-0'],
  ['-p'],
  ['-n'],
  ['-F', 'signer'],
  ['-F', 'signature', '-0'],
  ['-F', 'sig_key'],
  ['-F', 'alias'],
  ['-F', 'firmware'],
  ['-F', 'parmtype'],
]

const THEIRS = kmodTool('kmod34', 'modinfo')

const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-modinfo-'))
process.on('exit', () => fs.rmSync(work, { recursive: true }))

/** Called through a link, so that ours has kmod's name in its messages. */
function ourModinfo(): Command {
  const link = join(work, 'modinfo')
  fs.symlinkSync(resolve(import.meta.dirname, '../../bin/tsmodinfo.cjs'), link)
  return [process.execPath, link]
}

function difference(ours: Ran, theirs: Ran): string | undefined {
  if (ours.status !== theirs.status) return `exit status ${ours.status}, kmod ${theirs.status}`
  for (const stream of ['stdout', 'stderr'] as const) {
    if (ours[stream] === theirs[stream]) continue
    const [our, their] = [ours[stream].split('\n'), theirs[stream].split('\n')]
    const line = our.findIndex((text, i) => text !== their[i])
    return `${stream}:${line + 1}: ${JSON.stringify(our[line])}, kmod ${JSON.stringify(their[line])}`
  }
  return undefined
}

/** The queries on one kernel: options, and the arguments. */
interface Question {
  readonly options: readonly string[]
  readonly about: string
  readonly targets: readonly string[]
  readonly atOnce?: true
}

const DEPMODS: Readonly<Record<string, Command>> = {
  tsdepmod: OURS.depmod,
  kmod34: kmodTool('kmod34', 'depmod'),
  kmod30: kmodTool('kmod30', 'depmod'),
}

/** Names of modules, of builtin modules and of devices, by the indexes that `depmod` writes. */
function indexQuestions(original: Tree, depmod: string): Question[] {
  const root = join(work, `${original.name}-${depmod}`)
  const tree = view(original, root)
  const [program = '', ...first] = DEPMODS[depmod] ?? []
  execFileSync(program, [...first, '-C', '/dev/null', '-b', root, tree.release])

  const lines = (name: string) =>
    fs
      .readFileSync(join(moduleDir(tree), name), 'latin1')
      .trim()
      .split('\n')
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1).replace(/\.ko.*/, '')
  const names = lines('modules.dep').map((line) => nameOf(line.slice(0, line.indexOf(':'))))
  const builtin = lines('modules.builtin').map(nameOf)
  const devices = lines('modules.alias')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((alias, i) => alias.includes(':') && i % 20 === 0)
    .map((alias) => alias.replace(/\[(.)[^\]]*\]/g, '$1').replace(/[*?]/g, '0'))
  const options = ['-b', root, '-k', tree.release]
  const by = `by the indexes of ${depmod}`
  return [
    { options, about: `names ${by}`, targets: names, atOnce: true },
    { options: [...options, '-0', '-m'], about: `names ${by}`, targets: [...names, ...builtin] },
    { options, about: `builtin names ${by}`, targets: builtin },
    { options: [...options, '-F', 'filename'], about: `modaliases ${by}`, targets: devices },
  ]
}

/** Or the reason why nothing can be queried. */
function questionsOf({ name, recompressed, atOnce, indexes = [] }: KernelRow): Question[] | string {
  const reason = fetch(recompressed?.[0] ?? name)
  if (reason !== undefined) return reason
  const tree = recompressed ? compressedTree(kernelTree(recompressed[0]), recompressed[1]) : kernelTree(name)
  const files = modulesOf(tree).map((path) => join(tree.kernel, path))
  if (atOnce)
    return [
      { options: [], about: 'files', targets: files, atOnce },
      ...indexes.flatMap((depmod) => indexQuestions(tree, depmod)),
    ]
  return [
    ...QUESTIONS.map((options) => ({ options, about: 'files', targets: files })),
    ...Object.keys(DEPMODS).flatMap((depmod) => indexQuestions(tree, depmod)),
  ]
}

const count = { passed: 0, failed: 0, skipped: 0 }

async function ask(
  kernel: string,
  ours: Command,
  { options, about, targets, atOnce }: Question,
): Promise<void> {
  const before = count.failed
  const size = atOnce ? targets.length : BATCH
  let bytes = 0
  for (let at = 0; at < targets.length; at += size) {
    const args = [...options, ...targets.slice(at, at + size)]
    const [our, their] = [await run(ours, args), await run(THEIRS, args)]
    bytes += their.stdout.length
    const text = difference(our, their)
    count[text === undefined ? 'passed' : 'failed']++
    if (text !== undefined) console.log(`${kernel}: ${options.join(' ')}: ${about} from ${at}: ${text}`)
  }
  const verdict = count.failed === before ? 'same' : 'DIFFERENT'
  const shown = options.join(' ').replace(/-b \S+ /, '')
  const calls = atOnce ? ' in one call' : ''
  console.log(`${kernel}: modinfo ${shown}: ${targets.length} ${about}${calls}, ${bytes} bytes: ${verdict}`)
}

async function main(chosen: readonly string[]): Promise<void> {
  if (!hasKmod('kmod34')) {
    console.log('MISSING: there is no kmod 34; see corpus.sh')
    count.failed++
    return
  }
  const ours = ourModinfo()
  for (const row of KERNELS) {
    if (chosen.length > 0 ? !chosen.includes(row.name) : row.isRecent) continue
    const questions = questionsOf(row)
    if (typeof questions !== 'string') {
      for (const question of questions) await ask(row.name, ours, question)
      continue
    }
    count[row.name === REQUIRED ? 'failed' : 'skipped']++
    console.log(`${row.name === REQUIRED ? 'MISSING' : 'skipped'}: ${row.name}: ${questions}`)
  }
}

await main(process.argv.slice(2))
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
if (count.failed > 0) process.exitCode = 1
