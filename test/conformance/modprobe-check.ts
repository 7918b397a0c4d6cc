/**
 * Compares our modprobe with that of real kmod 34.2: stdout, stderr and the exit status.
 *
 *   npx tsx test/conformance/modprobe-check.ts [--write] [cases] [kernels [NAME...]]
 *
 * cases    those of test/cli/modprobe-cases.ts, each on a tree of its own; `--write` keeps the answers of real kmod
 *          as testdata/modprobe/expected.json. Needs root, for a /sys/module and a /proc/cmdline of its own
 * kernels  real kernels with indexes written by kmod 34, kmod 30 and tsdepmod
 *
 * The last line is `N passed, M failed, K skipped`; the exit status is 1 if anything failed.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { CASES, caseName, type ModprobeCase } from '../cli/modprobe/modprobe-cases.ts'
import {
  type Answer,
  argsOf,
  comparable,
  cwdOf,
  layOutCase,
  layOutModules,
  RELEASE,
} from '../cli/modprobe/modprobe-tree.ts'
import { type Command, ourCommand } from '../support/our-command.ts'
import { kmodTool } from './tools.ts'
import {
  compressedTree,
  every,
  fetch,
  kernelTree,
  moduleDir,
  modulesOf,
  RECENT_AND_USUAL,
  RECENT_KERNELS,
  type Tree,
  view,
} from './trees.ts'

const EXPECTED = resolve(import.meta.dirname, '../../testdata/modprobe/expected.json')
const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-modprobe-'))
const link = join(work, 'modprobe')
fs.symlinkSync(resolve(import.meta.dirname, '../../bin/tsmodprobe.cjs'), link)

const REAL: Command = kmodTool('kmod34', 'modprobe')
const OURS: Command = [process.execPath, link]
const count = { passed: 0, failed: 0, skipped: 0 }
const started = Date.now()

function showResult(name: string, differences: readonly string[], also = ''): void {
  count[differences.length === 0 ? 'passed' : 'failed']++
  if (differences.length > 0) console.log(`FAILED   ${name}\n${differences.join('\n')}`)
  else if (also !== '') console.log(`passed   ${name}: ${also}`)
}

function run(command: Command, args: readonly string[], options: object = {}): Answer {
  const [program = '', ...first] = command
  const { status, stdout, stderr } = spawnSync(program, [...first, ...args], {
    encoding: 'latin1',
    maxBuffer: 1 << 28,
    ...options,
  })
  return { status, stdout, stderr }
}

function differencesOf(real: Answer, ours: Answer): string[] {
  return (['status', 'stdout', 'stderr'] as const)
    .filter((field) => real[field] !== ours[field])
    .map((field) => `  ${field}\n${firstDifference(String(real[field]), String(ours[field]))}`)
}

function firstDifference(real: string, ours: string): string {
  const [a, b] = [real.split('\n'), ours.split('\n')]
  const at = a.findIndex((line, i) => line !== b[i])
  const i = at < 0 ? a.length : at
  return `    line ${i + 1} of kmod: ${JSON.stringify(a[i])}\n    line ${i + 1} of ours: ${JSON.stringify(b[i])}`
}

// cases

const IN_NAMESPACE =
  'mount --bind "$1/sys" /sys/module && mount --bind "$1/cmdline" /proc/cmdline && shift && exec "$@"'

function answer(command: Command, test: ModprobeCase, expected: boolean): Answer {
  const root = join(work, expected ? 'real' : 'ours')
  fs.rmSync(root, { recursive: true, force: true })
  layOutModules(root)
  execFileSync(kmodTool('kmod34', 'depmod')[0] ?? '', ['depmod', '-b', root, RELEASE], { stdio: 'ignore' })
  layOutCase(root, test)
  const cwd = cwdOf(root, test)
  const { MODPROBE_OPTIONS: _, ...environment } = process.env
  const given = test.modprobeOptions
  const env = { ...environment, PWD: cwd, ...(given !== undefined && { MODPROBE_OPTIONS: given }) }
  const inside = ['unshare', '-m', 'sh', '-c', IN_NAMESPACE, 'sh', root, ...command]
  return comparable(root, run(inside, argsOf(root, test), { cwd, env }))
}

function checkCases(write: boolean): void {
  const expected: Record<string, Answer> = {}
  for (const test of CASES) {
    const real = answer(REAL, test, true)
    expected[caseName(test)] = real
    showResult(caseName(test), write ? [] : differencesOf(real, answer(OURS, test, false)))
  }
  if (write) fs.writeFileSync(EXPECTED, `${JSON.stringify(expected, null, 1)}\n`)
  console.log(`cases: ${CASES.length}`)
}

// kernels

const DEPMODS: Readonly<Record<string, Command>> = {
  kmod34: kmodTool('kmod34', 'depmod'),
  kmod30: kmodTool('kmod30', 'depmod'),
  tsdepmod: ourCommand('depmod'),
}

function compareOn(tree: Tree, name: string, args: readonly string[], asked: number): void {
  const where = ['-d', tree.root, '-S', tree.release]
  const real = run(REAL, [...where, ...args])
  const ours = run(OURS, [...where, ...args])
  const lines = real.stdout.split('\n').length - 1
  showResult(name, differencesOf(real, ours), `${asked} asked, ${lines} lines, status ${real.status}`)
}

/** Real modaliases: those of the index with their wildcards filled in, and some that nobody knows. */
function modaliasesOf(tree: Tree, wanted: number): string[] {
  const lines = fs.readFileSync(join(moduleDir(tree), 'modules.alias'), 'latin1').split('\n')
  const aliases = lines.filter((line) => line.startsWith('alias ')).map((line) => line.split(' ')[1] ?? '')
  return every(aliases, wanted)
    .slice(0, wanted)
    .map((alias, i) => {
      const filled = alias
        .replace(/\[(.)[^\]]*\]/g, '$1')
        .replaceAll('*', i % 3 === 0 ? '' : 'ab01')
        .replaceAll('?', '7')
      return i % 10 === 9 ? `${filled}~` : filled
    })
}

interface KernelRow {
  readonly name: string
  /** How many modules are asked about; default: all. */
  readonly sample?: number
  /** The kernel that it is made from, and how its modules are compressed then. */
  readonly recompressed?: readonly [from: string, suffix: string]
  readonly without?: readonly (keyof typeof DEPMODS)[]
  /** Only on request, by name. */
  readonly isRecent?: boolean
}

/** Those that depmod is compared on (conformance.ts): every module of one, and a sample of the others. */
const KERNELS: readonly KernelRow[] = [
  { name: 'amd64-6.1' },
  // Debian's kmod is built without zlib: its depmod takes no .ko.gz, which modprobe need not read.
  {
    name: 'amd64-6.1-gz',
    sample: 300,
    recompressed: ['amd64-6.1', 'gz'],
    without: ['kmod34', 'kmod30'],
  },
  { name: 'amd64-6.1-zst', sample: 300, recompressed: ['amd64-6.1', 'zst'] },
  { name: 'amd64-6.12', sample: 300 },
  { name: 's390x-6.1', sample: 300 },
  { name: 'armhf-6.1', sample: 300 },
  { name: 'i386-6.1', sample: 300 },
  { name: 'ppc64el-6.1', sample: 300 },
  ...RECENT_KERNELS.map((name) => ({ name, sample: 300, isRecent: !RECENT_AND_USUAL.includes(name) })),
]

/** Without this one nothing is proved: its absence is a failure. */
const REQUIRED = 'amd64-6.1'

function treeOf({ name, recompressed }: KernelRow): Tree | string {
  const reason = fetch(recompressed?.[0] ?? name)
  if (reason !== undefined) return reason
  if (recompressed === undefined) return kernelTree(name)
  return compressedTree(kernelTree(recompressed[0]), recompressed[1])
}

function checkKernel({ name: kernel, sample, without, ...row }: KernelRow): void {
  const original = treeOf({ name: kernel, ...row })
  if (typeof original === 'string') {
    count[kernel === REQUIRED ? 'failed' : 'skipped']++
    console.log(`${kernel === REQUIRED ? 'FAILED  ' : 'skipped '} ${kernel}: ${original}`)
    return
  }
  const tree = view(original, join(work, kernel))
  const modules = modulesOf(tree).map((path) => (path.split('/').at(-1) ?? '').replace(/\.ko.*/, ''))
  const names = sample === undefined ? modules : every(modules, sample).slice(0, sample)
  for (const [depmod, command] of Object.entries(DEPMODS)) {
    if (without?.includes(depmod)) continue
    run(command, ['-b', tree.root, tree.release])
    const on = `${kernel}, indexes of ${depmod}`
    compareOn(tree, `${on}: -a -D of modules`, ['-a', '-D', ...names], names.length)
    compareOn(tree, `${on}: -a -D -i of modules`, ['-a', '-D', '-i', ...names], names.length)
    const modaliases = modaliasesOf(tree, 1000)
    compareOn(tree, `${on}: -a -R of modaliases`, ['-a', '-R', ...modaliases], modaliases.length)
    compareOn(tree, `${on}: -qaR of modaliases`, ['-qaR', ...modaliases], modaliases.length)
    compareOn(tree, `${on}: -a -D of modaliases`, ['-a', '-D', ...modaliases.slice(0, 200)], 200)
    compareOn(tree, `${on}: -c`, ['-c'], 1)
    for (const name of every(names, 12)) compareOn(tree, `${on}: -D ${name}`, ['-D', name, 'x=1'], 1)
  }
}

const wanted = process.argv.slice(2)
/** Names of kernels leave the others out. */
const isWanted = ({ name: kernel, isRecent }: KernelRow): boolean => {
  const named = wanted.filter((word) => KERNELS.some(({ name }) => name === word))
  return named.length === 0 ? !isRecent : named.includes(kernel)
}
const does = (part: string): boolean => wanted.includes(part) || !wanted.some((word) => !word.startsWith('-'))
try {
  if (does('cases')) checkCases(wanted.includes('--write'))
  if (does('kernels') && !wanted.includes('--write')) {
    for (const row of KERNELS) if (isWanted(row)) checkKernel(row)
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true })
}
console.log(`${Math.round((Date.now() - started) / 1000)} s`)
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
process.exitCode = count.failed > 0 ? 1 : 0
