/**
 * Runs `tskmod check` right after depmod: its findings on a kernel as Debian ships it must be true. The indexes are
 * fresh, so none of them may be reported as missing, mixed, stale or damaged; and every symbol that several modules are
 * said to export is looked up in those modules with readelf, which sees `__ksymtab_NAME` of a symbol and nothing of a
 * namespace.
 *
 *   npx tsx test/conformance/check-check.ts [KERNEL...]
 *
 * A passed check is one true finding, or a kernel whose indexes are found valid. The last line is `N passed, M failed,
 * K skipped`.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { nodeHost } from '../../src/host/node-host.ts'
import { readModule } from '../../src/read/read-module.ts'
import { type Command, ourCommand } from '../support/our-command.ts'
import { kmodTool } from './tools.ts'
import { fetch, kernelTree, linkedTree, moduleDir, RECENT_AND_USUAL, type Tree } from './trees.ts'

const USUAL = ['amd64-6.1', ...RECENT_AND_USUAL]
const TSKMOD = resolve(import.meta.dirname, '../../bin/tskmod.cjs')
const DEPMODS: Readonly<Record<string, Command>> = {
  tsdepmod: ourCommand('depmod'),
  kmod34: kmodTool('kmod34', 'depmod'),
}

const count = { passed: 0, failed: 0, skipped: 0 }
const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-check-'))

interface Finding {
  readonly kind: string
  readonly symbol?: string
  readonly modules?: readonly string[]
}

function verdict(name: string, problem: string | undefined, also = ''): void {
  count[problem === undefined ? 'passed' : 'failed']++
  if (problem !== undefined) console.log(`FAILED   ${name}: ${problem}`)
  else if (also !== '') console.log(`passed   ${name}: ${also}`)
}

/** Every index holds what its text beside it says. */
function verifyIndexes(name: string, directory: string): void {
  const indexes = fs.readdirSync(directory).filter((file) => file.endsWith('.bin'))
  for (const index of indexes) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [TSKMOD, 'index', 'verify', join(directory, index)],
      { encoding: 'utf8' },
    )
    verdict(
      `${name}: index verify ${index}`,
      status === 0 ? undefined : `status ${status}: ${(stdout + stderr).slice(0, 300)}`,
    )
  }
  if (indexes.length === 0) verdict(`${name}: index verify`, 'there is no index')
}

async function checkTree(tree: Tree, depmod: string): Promise<void> {
  const [program = '', ...first] = DEPMODS[depmod] ?? []
  execFileSync(program, [...first, '-C', '/dev/null', '-b', tree.root, tree.release])
  const args = [TSKMOD, 'check', '--json', '--root', tree.root, '--kernel', tree.release]
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 })
  const { findings } = JSON.parse(stdout) as { findings: readonly Finding[] }
  const name = `${tree.name}, indexes of ${depmod}`
  const ofIndexes = findings.filter(({ kind }) => kind.startsWith('index-'))
  verdict(
    `${name}: the indexes`,
    ofIndexes.length === 0 ? undefined : JSON.stringify(ofIndexes).slice(0, 500),
    `found sound; ${findings.length} other findings`,
  )
  verifyIndexes(name, moduleDir(tree))
  const exported = findings.filter(({ kind }) => kind === 'duplicate-export')
  for (const { symbol = '', modules = [] } of exported) {
    const without: string[] = []
    for (const modname of modules) if (!(await exportsSymbol(tree, modname, symbol))) without.push(modname)
    const problem = `${without.length} of ${modules.length} modules do not export it, ${without[0]} for one`
    verdict(`${name}: ${symbol} is exported several times`, without.length === 0 ? undefined : problem)
  }
}

async function exportsSymbol(tree: Tree, modname: string, symbol: string): Promise<boolean> {
  const path = pathsOf(tree).get(modname)
  if (path === undefined) return false
  const plain = join(work, 'module.ko')
  fs.writeFileSync(plain, await readModule(nodeHost, path))
  const table = execFileSync('readelf', ['-sW', plain], { encoding: 'latin1', maxBuffer: 1 << 28 })
  return table.split('\n').some((line) => line.endsWith(` __ksymtab_${symbol}`))
}

const paths = new Map<string, ReadonlyMap<string, string>>()

function pathsOf(tree: Tree): ReadonlyMap<string, string> {
  const known = paths.get(tree.root)
  if (known) return known
  const lines = fs
    .readFileSync(join(moduleDir(tree), 'modules.dep'), 'latin1')
    .trim()
    .split('\n')
  const found = new Map(
    lines.map((line) => {
      const path = line.slice(0, line.indexOf(':'))
      const modname = path
        .replace(/.*\//, '')
        .replace(/\.ko.*/, '')
        .replaceAll('-', '_')
      return [modname, join(moduleDir(tree), path)] as const
    }),
  )
  paths.set(tree.root, found)
  return found
}

try {
  const chosen = process.argv.slice(2)
  for (const name of chosen.length > 0 ? chosen : USUAL) {
    const reason = fetch(name)
    if (reason === undefined)
      for (const depmod of Object.keys(DEPMODS))
        await checkTree(linkedTree(kernelTree(name), join(work, `${name}-${depmod}`)), depmod)
    else {
      count.skipped++
      console.log(`skipped  ${name}: ${reason}`)
    }
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true })
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
if (count.failed > 0) process.exitCode = 1
