/**
 * By hand: makes 1,000 kernels from real ones, by other names, versions of symbols and sizes, and measures each canned
 * question over 10, 100 and 1,000 of them: seconds and memory of a process of its own, the median of three.
 *
 *   npm run build && npx tsx test/fleet/scale.ts DIR [KERNEL...]
 *
 * KERNEL is a name in the corpus; default: four of them. The tables stay in DIR: 2.2 GB.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join, resolve } from 'node:path'
import { releaseKey } from '../../src/fleet/release-key.ts'
import {
  type KernelTables,
  kernelTables,
  openKernel,
  TABLE_NAMES,
  writeKernelTables,
} from '../../src/index.ts'
import { integerValues, type TableColumn, textValues } from '../../src/parquet/columns.ts'
import { fetch, kernelTree, moduleDir } from '../conformance/trees.ts'

const SIZES = [10, 100, 1000]
const REPEATS = 3
const LIBRARY = resolve(import.meta.dirname, '../../dist/index.js')

const [directory, ...named] = process.argv.slice(2)
if (directory === undefined) throw new Error('Expected a directory for the tables')
const names = named.length > 0 ? named : ['amd64-6.1', 'amd64-6.12', 'i386-6.1', 'amd64-cloud-sid']

/** Kernels with other releases; every tenth has other versions of one symbol in a hundred, and other sizes. */
async function makeKernels(): Promise<void> {
  const bases: KernelTables[] = []
  for (const name of names) {
    const problem = fetch(name)
    if (problem !== undefined) throw new Error(problem)
    bases.push(await kernelTables(openKernel({ root: kernelTree(name).root, modprobeConfig: [] }), 'debian'))
  }
  const started = performance.now()
  for (const size of SIZES) {
    const root = join(directory ?? '', String(size))
    if (fs.existsSync(join(root, 'done'))) continue
    fs.mkdirSync(root, { recursive: true })
    for (let i = 0; i < size; i++) {
      const base = bases[i % bases.length]
      if (base !== undefined) await writeKernelTables(root, changed(base, Math.floor(i / bases.length)))
    }
    fs.writeFileSync(join(root, 'done'), '')
  }
  console.log(`made in ${((performance.now() - started) / 1000).toFixed(0)} s`)
}

function changed({ kernel, tables, unreadable }: KernelTables, build: number): KernelTables {
  const release = kernel.release.replace(/^(\d+\.\d+)/, `$1.${build}`)
  const other = Math.floor(build / 10)
  const edit = (columns: readonly TableColumn[], name: string, of: (value: number, row: number) => number) =>
    columns.map((column) =>
      column.name === name
        ? integerValues(
            name,
            column.nullable,
            Array.from({ length: column.length }, (_, row) => {
              const value = column.value(row)
              return typeof value === 'number' ? of(value, row) : undefined
            }),
          )
        : column,
    )
  return {
    kernel: { ...kernel, release },
    unreadable,
    tables: {
      ...tables,
      kernels: tables.kernels.map((column) =>
        column.name === 'release_key' ? textValues('release_key', false, [releaseKey(release)]) : column,
      ),
      exports: edit(tables.exports, 'crc', (crc, row) =>
        row % 100 === other % 100 ? (crc + other) % 2 ** 32 : crc,
      ),
      modules: edit(tables.modules, 'size', (bytes) => bytes + build),
    },
  }
}

const modules = moduleDir(kernelTree(names[0] ?? ''))
const EXT4 = join(modules, 'kernel/fs/ext4/ext4.ko')
const KVM = join(modules, 'kernel/arch/x86/kvm/kvm.ko')
const QUESTIONS: readonly (readonly string[])[] = [
  ['device', 'pci:v00008086d0000125Bsv00008086sd00000000bc02sc00i00'],
  ['device', '8086:125b'],
  ['symbol', 'module_layout'],
  ['matrix', 'ext4', 'nvme', 'virtio_blk', 'nothing'],
  ['rebuild', EXT4, KVM],
  ['builtin', 'ext4', 'virtio_pci', 'nothing'],
  ['signers'],
  ['sizes'],
  ['sizes', 'ext4'],
  ['firmware', 'iwlwifi'],
  ['firmware'],
]

const ASK = `
const { askFleet, fleetQuery } = await import(${JSON.stringify(LIBRARY)})
const [place, question, ...words] = process.argv.slice(1)
const started = performance.now()
const { rows } = await askFleet(place, await fleetQuery(question, words))
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
console.log(JSON.stringify({ rows: rows.length, ms: performance.now() - started, kib: maxRSS,
  cpu: (userCPUTime + systemCPUTime) / 1000 }))
`

interface Measured {
  readonly rows: number
  readonly ms: number
  readonly kib: number
  readonly cpu: number
}

function measure(size: number, words: readonly string[]): Measured {
  const runs = Array.from({ length: REPEATS }, (): Measured => {
    const args = ['--input-type=module', '-e', ASK, join(directory ?? '', String(size)), ...words]
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(stderr)
    return JSON.parse(stdout) as Measured
  }).sort((a, b) => a.ms - b.ms)
  const median = runs[REPEATS >> 1]
  if (median === undefined) throw new Error('Expected a run')
  return median
}

await makeKernels()
let [passed, failed] = [0, 0]
console.log(`${'question'.padEnd(44)}${SIZES.map((size) => `${size} kernels`.padStart(30)).join('')}`)
for (const words of QUESTIONS) {
  const shown = words.map((word) => word.split('/').at(-1)).join(' ')
  const cells = SIZES.map((size) => {
    const { rows, ms, kib, cpu } = measure(size, words)
    const isFine = ms <= 2000 && kib <= 1024 ** 2
    if (isFine) passed++
    else failed++
    return `${(ms / 1000).toFixed(2)} s (${(cpu / 1000).toFixed(1)}) ${(kib / 1024).toFixed(0)} MiB ${rows}${isFine ? '' : ' !'}`.padStart(
      30,
    )
  })
  console.log(`${shown.slice(0, 43).padEnd(44)}${cells.join('')}`)
}
for (const size of SIZES) {
  const root = join(directory, String(size))
  const total = TABLE_NAMES.map(
    (table) =>
      spawnSync('du', ['-sb', '--apparent-size', join(root, table)], { encoding: 'utf8' }).stdout.split(
        '\t',
      )[0],
  )
  console.log(
    `${size} kernels: ${(total.reduce((sum, bytes) => sum + Number(bytes), 0) / 2 ** 20).toFixed(1)} MiB`,
  )
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
