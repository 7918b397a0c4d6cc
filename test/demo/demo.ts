/**
 * Demonstrates the commands on a small module tree that is made on the spot: depmod writes the indexes, tskmod answers
 * questions about it.
 *
 *   npm run demo [-- --keep]
 *
 * Needs the built commands. The tree is removed afterwards unless --keep is given.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { formatOfName, pack } from '../support/containers.ts'
import { buildModule } from '../support/elf-builder.ts'
import { CONFIG, MODULES, RELEASE, TEXT_FILES } from './demo-tree.ts'

const BIN = join(import.meta.dirname, '../../bin')
const KERNEL_SYMBOLS = ['_printk', 'module_layout']

function write(path: string, content: string | Uint8Array): void {
  fs.mkdirSync(dirname(path), { recursive: true })
  fs.writeFileSync(path, content, 'latin1')
}

function layOut(work: string): string {
  const moduleDir = join(work, 'root/lib/modules', RELEASE)
  for (const [path, spec] of Object.entries(MODULES))
    write(join(moduleDir, path), pack(buildModule(spec), formatOfName(path)))
  for (const [path, text] of Object.entries(TEXT_FILES)) write(join(moduleDir, path), text)
  write(join(work, 'dist.conf'), CONFIG)
  return moduleDir
}

/** Runs a command in `work` and shows it with its output. */
function run(work: string, command: string, args: readonly string[], expected = 0): void {
  console.log(`\n$ ${command} ${args.join(' ')}`)
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [join(BIN, `${command}.cjs`), ...args],
    { cwd: work, env: { ...process.env, PWD: work, TSKMOD_HINTS: '1' }, encoding: 'utf8' },
  )
  if (error) throw error
  process.stdout.write(stdout.replaceAll(work, '.') + stderr.replaceAll(work, '.'))
  if (status !== expected) throw new Error(`${command} ended with exit status ${status}`)
}

function showWritten(moduleDir: string): void {
  const written = fs
    .readdirSync(moduleDir)
    .filter((name) => name.startsWith('modules.') && !(name in TEXT_FILES))
  console.log(`\nIt wrote ${written.join(', ')}. modules.dep:\n`)
  process.stdout.write(fs.readFileSync(join(moduleDir, 'modules.dep'), 'utf8'))
}

function demo(work: string): void {
  const moduleDir = layOut(work)
  console.log(`A root directory with Linux ${RELEASE}, in ${work}:`)
  for (const path of [...Object.keys(MODULES), ...Object.keys(TEXT_FILES)]) console.log(`  ${path}`)
  console.log(`\ndist.conf has "${CONFIG.trim()}": modules in updates/ replace those of the kernel.`)

  run(work, 'tsdepmod', ['-b', 'root', '-C', './dist.conf', RELEASE])
  showWritten(moduleDir)

  console.log('\nWhat is needed for an encrypted disk, and why?')
  run(work, 'tskmod', ['closure', 'dm-crypt', '--root', 'root'])
  run(work, 'tskmod', ['why', 'dm-crypt', 'dm-mod', '--root', 'root'])

  console.log('\nNow raid6_pq is gone, and a System.map lists what the kernel itself exports:')
  write(
    join(work, 'System.map'),
    KERNEL_SYMBOLS.map((name) => `0000000000000000 r __ksymtab_${name}\n`).join(''),
  )
  fs.rmSync(join(moduleDir, 'kernel/lib/raid6'), { recursive: true })
  run(work, 'tskmod', ['check', '--root', 'root', '--system-map', './System.map'], 1)
}

const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-demo-'))
try {
  demo(work)
} finally {
  if (process.argv.includes('--keep')) console.log(`\nLeft in ${work}`)
  else {
    fs.rmSync(work, { recursive: true })
    console.log('\nThe tree was removed; --keep keeps it.')
  }
}
