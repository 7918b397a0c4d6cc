/**
 * The test-suite on every Node.js that is supported:
 *
 *   npm run test:nodes [-- VERSION...] [-- -- VITEST-ARGUMENT...]
 *
 * Their binaries are packages of npm (`node`), kept beside the corpus. What was built is tested, not built again: that is
 * what users have; only the code caches, which are for one Node.js, are made by each. The last line is `N passed, M failed`; the exit status is 1 if anything failed.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { corpus } from '../conformance/tools.ts'

const VERSIONS = ['20', '22', '24', '26']
const PROJECT = resolve(import.meta.dirname, '../..')
const NODES = join(corpus, '../nodes')

const given = process.argv.slice(2)
const end = given.indexOf('--')
const versions = end < 0 ? given : given.slice(0, end)
const vitestArguments = end < 0 ? [] : given.slice(end + 1)

/** Path of the binary, which is installed where it is missing. */
function nodeOf(version: string): string {
  const prefix = join(NODES, version)
  const binary = join(prefix, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (!fs.existsSync(binary)) {
    fs.mkdirSync(prefix, { recursive: true })
    const args = ['install', '--no-audit', '--no-fund', '--prefix', prefix, `node@${version}`]
    execFileSync('npm', args, { stdio: ['ignore', 'ignore', 'pipe'] })
  }
  return binary
}

/** Programs that tests start by `#!/usr/bin/env node` are to find the same one. */
function test(node: string): string | undefined {
  const env = { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` }
  const made = spawnSync(node, ['--import', 'tsx', join(import.meta.dirname, 'make-caches.ts')], {
    cwd: PROJECT,
    encoding: 'utf8',
  })
  if (made.status !== 0) return `the code caches are not made: ${made.stderr}`
  const vitest = join(PROJECT, 'node_modules/vitest/vitest.mjs')
  const ran = spawnSync(node, [vitest, 'run', '--reporter=dot', ...vitestArguments], {
    cwd: PROJECT,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  })
  if (ran.status === 0) return undefined
  return `${ran.error ?? ''}${ran.stdout}${ran.stderr}`
}

/** Tests that give up their rights cannot go into root's home: the binary is run from a place that all can read. */
function inTheOpen<T>(node: string, use: (copy: string) => T): T {
  const directory = fs.mkdtempSync(join(tmpdir(), 'tskmod-node-'))
  try {
    fs.chmodSync(directory, 0o755)
    const copy = join(directory, basename(node))
    fs.copyFileSync(node, copy)
    return use(copy)
  } finally {
    fs.rmSync(directory, { recursive: true, force: true })
  }
}

let failed = 0
const all = versions.length > 0 ? versions : VERSIONS
for (const version of all) {
  const started = performance.now()
  const node = nodeOf(version)
  const name = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()
  const problem = inTheOpen(node, test)
  const seconds = Math.round((performance.now() - started) / 1000)
  if (problem === undefined) console.log(`ok       Node.js ${name}: the test-suite passes (${seconds} s)`)
  else {
    failed++
    console.log(`FAILED   Node.js ${name} (${seconds} s)\n${problem}`)
  }
}
console.log(`\n${all.length - failed} passed, ${failed} failed`)
if (failed > 0) process.exitCode = 1
