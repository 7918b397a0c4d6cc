/**
 * Shows depmod at work on a small module tree that is made on the spot:
 *
 *   npm run demo [-- --keep]
 *
 * Needs a built bin/tsdepmod.cjs. The tree is removed afterwards unless --keep is given.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { formatOfName, pack } from '../support/containers.ts'
import { buildModule } from '../support/elf-builder.ts'
import { toHexDump } from '../support/hex-dump.ts'
import { CONFIG, MODULES, RELEASE, TEXT_FILES } from './demo-tree.ts'

const depmod = join(import.meta.dirname, '../../bin/tsdepmod.cjs')
const HEX_ROWS = 6
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

/** Runs depmod in `work` and shows the command and what it says. */
function run(work: string, ...args: string[]): void {
  console.log(`\n$ tsdepmod ${args.join(' ')}`)
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [depmod, ...args], {
    cwd: work,
    env: { ...process.env, PWD: work, TSKMOD_HINTS: '1' },
    encoding: 'utf8',
  })
  if (error) throw error
  process.stdout.write(stdout.replaceAll(work, '.') + stderr.replaceAll(work, '.'))
  if (status !== 0) throw new Error(`depmod failed with exit status ${status}`)
}

function show(moduleDir: string): void {
  const made = fs
    .readdirSync(moduleDir)
    .filter((name) => name.startsWith('modules.') && !(name in TEXT_FILES))
  for (const name of made) {
    const content = fs.readFileSync(join(moduleDir, name), 'latin1')
    const binary = name.endsWith('.bin')
    console.log(`\n--- ${name}, ${content.length} bytes`)
    if (!binary) process.stdout.write(content)
    else console.log(toHexDump(content).split('\n').slice(0, HEX_ROWS).join('\n').trimEnd())
  }
}

function demo(work: string): void {
  const moduleDir = layOut(work)
  console.log(`A root directory with Linux ${RELEASE}, in ${work}:`)
  for (const path of [...Object.keys(MODULES), ...Object.keys(TEXT_FILES)]) console.log(`  ${path}`)
  console.log(`\ndist.conf says "${CONFIG.trim()}": modules in updates/ replace those of the kernel.`)

  run(work, '-b', 'root', '-C', './dist.conf', '-v', RELEASE)
  show(moduleDir)

  console.log('\nNow raid6_pq is gone, and a System.map tells what the kernel itself exports:')
  write(
    join(work, 'System.map'),
    KERNEL_SYMBOLS.map((name) => `0000000000000000 r __ksymtab_${name}\n`).join(''),
  )
  fs.rmSync(join(moduleDir, 'kernel/lib/raid6'), { recursive: true })
  run(work, '-b', 'root', '-C', './dist.conf', '-e', '-F', './System.map', RELEASE)
}

if (!fs.existsSync(depmod)) throw new Error('Cannot find bin/tsdepmod.cjs')
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
