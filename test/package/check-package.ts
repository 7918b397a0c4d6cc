/**
 * `npm run check:package`: packs the package, checks its files, runs publint and "are the types wrong" on it, installs
 * it elsewhere and uses it as a new user would: the commands by their names and by links named as kmod's, and the
 * library by its import. The API reference must document all exports.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildModule } from '../support/elf-builder.ts'

const ALLOWED =
  /^(bin\/[a-z-]+\.c?js|dist\/.+\.(c?js|d\.ts)|dist\/commands\/[\w-]+\.v[\d.]+-\w+\.cache|dist\/man\/[a-z-]+\.[58]|dist\/completions\/(bash|fish|zsh)\/[a-z_.]+|src\/schemas\/[a-z-]+\.schema\.json|src\/fleet\/[a-z-]+\.sql|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/

const USE = `
import { depmod } from 'tskmod'
const { modules, outputs } = await depmod({ root: 'root', release: '1.2.3' })
console.log(modules.length + ' modules, ' + outputs.length + ' files')
`

const PUBLINT = 'publint@0.3.25'
const ATTW = '@arethetypeswrong/cli@0.18.5'
const TOOLS = ['depmod', 'modprobe', 'modinfo'] as const

const ROOT = join(import.meta.dirname, '../..')
const work = mkdtempSync(join(tmpdir(), 'tskmod-package-'))
try {
  checkPackage()
} finally {
  rmSync(work, { recursive: true, force: true })
}

function checkPackage(): void {
  const [packed] = JSON.parse(run(ROOT, 'npm', 'pack', '--json', '--pack-destination', work)) as [
    { filename: string; size: number; files: { path: string }[] },
  ]
  const foreign = packed.files.map(({ path }) => path).filter((path) => !ALLOWED.test(path))
  if (foreign.length > 0) throw new Error(`not meant to be in the package: ${foreign.join(', ')}`)

  const tarball = join(work, packed.filename)
  run(ROOT, 'npx', '-y', PUBLINT, '--strict', tarball)
  // The library is ESM only; every Node.js that it supports can require() it all the same.
  run(ROOT, 'npx', '-y', ATTW, '--profile', 'esm-only', tarball)
  run(ROOT, 'npm', 'run', '--silent', 'build:api')

  writeFileSync(join(work, 'package.json'), '{ "name": "stranger", "private": true, "type": "module" }')
  run(work, 'npm', 'install', '--no-audit', '--no-fund', tarball)
  const moduleDir = join(work, 'root/lib/modules/1.2.3')
  mkdirSync(moduleDir, { recursive: true })
  writeFileSync(join(moduleDir, 'a.ko'), buildModule({ exports: ['a'] }))
  writeFileSync(join(moduleDir, 'b.ko'), buildModule({ needs: ['a'] }))

  const shown = run(work, 'node_modules/.bin/tsdepmod', '-n', '-b', 'root', '1.2.3')
  if (!shown.includes('b.ko: a.ko\n')) throw new Error(`tsdepmod -n shows ${JSON.stringify(shown)}`)
  for (const tool of TOOLS) {
    symlinkSync(join(work, 'node_modules/.bin', `ts${tool}`), join(work, tool))
    const { stderr } = spawnSync(join(work, tool), ['--nonsense'], { encoding: 'utf8' })
    const expected = `${tool}: unrecognized option '--nonsense'\n`
    if (stderr !== expected) throw new Error(`a link named ${tool} says ${JSON.stringify(stderr)}`)
  }
  writeFileSync(join(work, 'use.js'), USE)
  const used = run(work, 'node', 'use.js')
  if (used !== '2 modules, 11 files\n') throw new Error(`the library says ${JSON.stringify(used)}`)
  console.log(`ok: ${packed.files.length} files, ${Math.round(packed.size / 1024)} KiB packed`)
}

function run(cwd: string, program: string, ...args: string[]): string {
  return execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}
