/**
 * Generates command lines: options in any order and form, names, aliases and paths, and MODPROBE_OPTIONS. Compares real
 * `modprobe` of kmod 34.2 with ours on a small tree: standard output, standard error and exit status.
 * Nothing is loaded or removed: every command line starts with -n.
 *
 *   npm run build && npx tsx test/conformance/modprobe-args-fuzz.ts [CASES [SEED]]
 *
 * The last line is `N passed, M failed`.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { layOutCase, layOutModules, moduleDirOf, RELEASE } from '../cli/modprobe/modprobe-tree.ts'
import type { Command } from '../support/our-command.ts'
import { hasKmod, kmodTool } from './tools.ts'

const [cases = 300, seed = Date.now() % 1_000_000_000] = process.argv.slice(2).map(Number)

const CONFIG = 'alias q a\noptions u y=1\nblacklist a\ninstall b echo hi\nsoftdep u pre: s1\n'
const QUERIES = [
  ...[
    '-D',
    '-R',
    '-n',
    '-nv',
    '-Dn',
    '-c',
    '-qD',
    '-qaR',
    '-aD',
    '-Da',
    '-nr',
    '-rn',
    '-nvr',
    '-nrw',
    '-vD',
    '-V',
  ],
  ...[
    '--show-depends',
    '--show-dep',
    '--resolve',
    '--dry-run',
    '--show',
    '--show-config',
    '-nvw0x10r',
    '-nrvi',
  ],
  ...['--show-exports', '--show-modversions', '--dump-modv'],
]
const OPTIONS = [
  ...[
    '-q',
    '-v',
    '-a',
    '-i',
    '-b',
    '-f',
    '-s',
    '--first-time',
    '--remove-holders',
    '--ignore-remove',
    '--quiet',
  ],
  ...['--use-b', '--', '-CROOT/conf', '--config=ROOT/conf', '--wait=5', '-w', '--force-m', `-S${RELEASE}`],
  ...['--sho', '--d', '-x', '--first', '-', '-dROOT', '--dirname'],
]
const NAMES = [
  ...['a', 'b', 'c-d', 'c_d', 'u', 'q', 'nosuch', 'bt-in', 'both', '', '.', '/', 'x=1', 'y=a b', 'z="a b"'],
  ...['net-pf-1', 'pci:v1d1x', 'x-yb', 'x-y[', 'symbol:u1', 'symbol:zz', 'plat-x'],
  ...[
    './kernel/a.ko',
    './nowhere.ko',
    'kernel/a.ko',
    'ROOT/conf/',
    './kernel',
    `ROOT/lib/modules/${RELEASE}/kernel/c-d.ko`,
  ],
  ...[`ROOT/lib/modules/${RELEASE}/updates/u.ko`, './modules.dep'],
]
const ENVIRONMENT = ['-v', '-q', ' -v', '-C "x y"', "-a 'b'", '-a b', '"', '-qv', '--', ' ', '-v  -q']

const some = (words: readonly string[], maxLength: number) =>
  fc.array(fc.constantFrom(...words), { maxLength })
const commandLine = fc.record({
  args: fc
    .tuple(
      some(OPTIONS, 2),
      fc.constantFrom(...QUERIES),
      some(OPTIONS, 1),
      some(NAMES, 3),
      some([...QUERIES, ...OPTIONS], 1),
    )
    .map(([before, query, between, names, behind]) => [...before, query, ...between, ...names, ...behind]),
  environment: fc.option(fc.constantFrom(...ENVIRONMENT), { freq: 4 }),
})
type CommandLine = typeof commandLine extends fc.Arbitrary<infer T> ? T : never

const root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'tskmod-modprobe-args-')))
const link = join(root, 'modprobe')

function answer(command: Command, { args, environment }: CommandLine): string {
  const cwd = moduleDirOf(root)
  const [program = '', ...first] = command
  const where = ['-n', '-d', root, '-S', RELEASE, '-C', join(root, 'conf')]
  const { MODPROBE_OPTIONS: _, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(
    program,
    [...first, ...where, ...args.map((arg) => arg.replaceAll('ROOT', root))],
    {
      encoding: 'latin1',
      cwd,
      env: { ...env, PWD: cwd, ...(environment !== null && { MODPROBE_OPTIONS: environment }) },
    },
  )
  return JSON.stringify([status, ownVersionOut(stdout), comparable(stderr)])
}

/** The features of the builds differ, and ours has a third line. */
const ownVersionOut = (stdout: string): string =>
  stdout.replace(/^kmod version 34[\s\S]*$/, 'kmod version 34')

/** The option parser prints the name that it was called by; from -vv on kmod prints addresses of its own memory. */
const comparable = (stderr: string): string =>
  stderr
    .replace(/^\S*modprobe: /gm, 'modprobe: ')
    .replace(/^modprobe: INFO: (custom logging function|context) 0x.*\n/gm, '')
    .replace(/ctx=0x[\da-f]+/g, 'ctx=0x0')

/** A file that -d names is an archive for us, and a directory without modules for kmod: a documented difference. */
const hasNoFileForRoot = ({ args }: CommandLine): boolean =>
  !args.some((arg, i) => /\.(?:ko|dep)$/.test(arg) && /^--d/.test(args[i - 1] ?? ''))

function check(): number {
  layOutModules(root)
  spawnSync(kmodTool('kmod34', 'depmod')[0] ?? '', ['depmod', '-b', root, RELEASE])
  layOutCase(root, { args: [], config: { 'a.conf': CONFIG } })
  fs.symlinkSync(resolve(import.meta.dirname, '../../bin/tsmodprobe.cjs'), link)
  console.log(`${cases} cases, seed ${seed}`)
  let failed = 0
  const lines = fc.sample(commandLine, { numRuns: cases, seed }).filter(hasNoFileForRoot)
  for (const line of lines) {
    const [real, ours] = [
      answer(kmodTool('kmod34', 'modprobe'), line),
      answer([process.execPath, link], line),
    ]
    if (real === ours) continue
    failed++
    console.log(`differs: ${JSON.stringify(line)}\n  kmod ${real}\n  ours ${ours}`)
  }
  console.log(`${lines.length - failed} passed, ${failed} failed`)
  return failed
}

try {
  if (hasKmod('kmod34')) process.exitCode = check() > 0 ? 1 : 0
  else {
    console.log('MISSING: there is no kmod 34; see corpus.sh\n0 passed, 1 failed')
    process.exitCode = 1
  }
} finally {
  fs.rmSync(root, { recursive: true, force: true })
}
