/**
 * Answers the questions of `tskmod fleet` three ways on real kernels, which must agree: by DuckDB and by ClickHouse over
 * the tables of `tskmod facts --parquet`, and straight over the trees. Besides, all exports of kernels with headers must
 * be those of Module.symvers, and all aliases those of modules.alias by real depmod.
 *
 *   npx tsx test/conformance/fleet-check.ts [KERNEL...]
 *
 * KERNEL is a name in the corpus, or packages and their layers: IMAGE.deb,HEADERS.deb. A passed check is a question
 * whose rows are the same. The last line is `N passed, M failed, K skipped`.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDuckDB } from '../../src/fleet/duckdb-engine.ts'
import type { FleetEngine, FleetRows } from '../../src/fleet/fleet-engine.ts'
import { flavourOf } from '../../src/fleet/release-key.ts'
import {
  askFleet,
  type FleetAnswer,
  findSymbolFile,
  fleetQuery,
  type Kernel,
  kernelTables,
  openKernel,
  sqlOf,
  TABLE_NAMES,
  writeKernelTables,
} from '../../src/index.ts'
import { openSource } from '../../src/sources/open-source.ts'
import { fetchClickHouse, openClickHouse } from '../fleet/clickhouse.ts'
import {
  readStraight,
  type StraightKernel,
  type StraightRow,
  sampleDevices,
  straightBuiltin,
  straightDevice,
  straightFirmware,
  straightMatrix,
  straightModuleSizes,
  straightRebuild,
  straightSigners,
  straightSizes,
  straightSymbol,
} from '../fleet/straight.ts'
import { corpus, hasKmod, kmodTool } from './tools.ts'
import { fetch, kernelTree } from './trees.ts'

const USUAL = ['amd64-6.1', 'amd64-6.12', 'i386-6.1', 'amd64-cloud-sid']
const HEADERS: Readonly<Record<string, string>> = { 'amd64-6.1': 'headers-6.1', 'amd64-6.12': 'headers-6.12' }

const count = { passed: 0, failed: 0, skipped: 0, rows: 0 }
const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-fleet-'))
const tables = join(work, 'tables')

function verdict(name: string, problem: string | undefined, rows = 0): void {
  count[problem === undefined ? 'passed' : 'failed']++
  count.rows += rows
  console.log(problem === undefined ? `passed   ${name}: ${rows} rows` : `FAILED   ${name}: ${problem}`)
}

function skip(name: string, why: string): void {
  count.skipped++
  console.log(`skipped  ${name}: ${why}`)
}

/** The rows that only one side has. */
function difference(ours: readonly StraightRow[], theirs: readonly StraightRow[]): string | undefined {
  const [a, b] = [ours, theirs].map((rows) => rows.map((row) => JSON.stringify(row)).sort())
  const [left = [], right = []] = [a, b]
  if (left.length === right.length && left.every((row, i) => row === right[i])) return undefined
  const only = (one: readonly string[], other: ReadonlySet<string>): string[] =>
    one.filter((row) => !other.has(row))
  const [onlyLeft, onlyRight] = [only(left, new Set(right)), only(right, new Set(left))]
  return `${left.length} and ${right.length} rows; only in the first ${onlyLeft.length}: ${onlyLeft[0] ?? ''}; only in the second ${onlyRight.length}: ${onlyRight[0] ?? ''}`
}

const columnsOf = ({ columns, rows }: FleetRows, names: readonly string[]): StraightRow[] => {
  const places = names.map((name) => columns.indexOf(name))
  return rows.map((row) => places.map((at) => row[at] ?? null))
}

async function openNamed(name: string): Promise<Kernel | undefined> {
  const isPackage = name.includes('.deb')
  const problem = isPackage ? undefined : fetch(name)
  if (problem !== undefined) {
    skip(name, problem)
    return undefined
  }
  const [image = '', ...layers] = isPackage ? name.split(',') : [kernelTree(name).root]
  const source = await openSource(image, { layers })
  const kernel = openKernel({ ...source })
  const headers = HEADERS[name]
  if (headers !== undefined && fetch(headers) === undefined) {
    const symvers = join(corpus, headers, `usr/src/linux-headers-${kernel.place.release}/Module.symvers`)
    if (fs.existsSync(symvers)) return openKernel({ ...source, symvers })
  }
  return openKernel({ ...source, ...findSymbolFile(kernel.place) })
}

const engines: Readonly<Record<string, FleetEngine>> = await startEngines()

async function startEngines(): Promise<Record<string, FleetEngine>> {
  const problem = fetchClickHouse()
  if (problem === undefined) return { DuckDB: await openDuckDB(), ClickHouse: openClickHouse() }
  skip('ClickHouse', problem)
  return { DuckDB: await openDuckDB() }
}

/** Both engines give the same rows in the same order; then ours are those of `straight`. */
async function compare(
  question: string,
  words: readonly string[],
  names: readonly string[],
  straight: readonly StraightRow[] | undefined,
): Promise<void> {
  const query = await fleetQuery(question, words)
  const shown = `${question} ${words.map((word) => word.split('/').at(-1)).join(' ')}`.trim().slice(0, 70)
  const { DuckDB, ClickHouse } = engines
  if (DuckDB === undefined) throw new Error('Expected DuckDB')
  const raw = await DuckDB.query(sqlOf(query))
  if (ClickHouse !== undefined) {
    const other = await ClickHouse.query(sqlOf(query, 'escape'))
    const same = JSON.stringify(raw) === JSON.stringify(other)
    verdict(
      `${shown}: DuckDB and ClickHouse`,
      same
        ? undefined
        : (difference(raw.rows, other.rows) ?? `other columns or another order: ${other.columns}`),
      raw.rows.length,
    )
  }
  if (straight === undefined) return
  const answer: FleetAnswer = await askFleet(tables, query)
  verdict(`${shown}: tables and trees`, difference(columnsOf(answer, names), straight), straight.length)
}

/** Every export that Module.symvers has of the kernel and of modules that are installed. */
async function compareSymvers(kernel: Kernel, { modules }: StraightKernel): Promise<void> {
  const { symvers } = kernel.options
  const { release } = kernel.place
  if (symvers === undefined || engines.DuckDB === undefined) return
  const installed = new Set(modules.map(({ modname }) => modname))
  const text = fs.existsSync(symvers)
    ? fs.readFileSync(symvers, 'latin1')
    : Buffer.from((kernel.options.host ?? kernel.place.host).readFile(symvers)).toString('latin1')
  const expected = text.split('\n').flatMap((line): StraightRow[] => {
    const [crc = '', symbol = '', path = '', kind = '', namespace = ''] = line.split('\t')
    if (symbol === '') return []
    const owner = path === 'vmlinux' ? path : (path.split('/').at(-1) ?? '').replaceAll('-', '_')
    if (owner !== 'vmlinux' && !installed.has(owner)) return []
    const number = Number.parseInt(crc, 16)
    return [
      [
        symbol,
        owner,
        number === 0 ? null : number,
        kind.endsWith('GPL'),
        namespace === '' ? null : namespace,
      ],
    ]
  })
  const found = await engines.DuckDB.query(
    `SELECT symbol, owner, crc, gpl_only, namespace FROM exports WHERE release = '${release}'`,
  )
  verdict(`${release}: exports and Module.symvers`, difference(found.rows, expected), expected.length)
}

/** `-` becomes `_`, except in brackets. */
const normalized = (line: string): string =>
  line.replace(/\[[^\]]*\]|-/g, (found) => (found === '-' ? '_' : found))

/** A tree that real kmod can read: packages are unpacked by dpkg-deb. */
function treeOf(kernel: Kernel, name: string): string {
  if (!name.includes('.deb')) return kernel.place.root
  const tree = join(work, `unpacked-${kernel.place.release}`)
  for (const one of name.split(',')) execFileSync('dpkg-deb', ['-x', one, tree])
  // As on a system of Debian; kmod looks below lib/modules.
  if (!fs.existsSync(join(tree, 'lib'))) fs.symlinkSync('usr/lib', join(tree, 'lib'))
  return tree
}

/** Every alias that real depmod writes. */
async function compareAliases(kernel: Kernel, root: string): Promise<void> {
  const { release } = kernel.place
  if (engines.DuckDB === undefined) return
  const [tool = '', ...args] = kmodTool('kmod34', 'depmod')
  const out = join(work, `depmod-${release}`)
  fs.mkdirSync(out)
  execFileSync(tool, [...args, '-b', root, '-o', out, release], { stdio: 'pipe' })
  const path = execFileSync('find', [out, '-name', 'modules.alias'], { encoding: 'utf8' }).trim()
  const expected = new Set(
    fs
      .readFileSync(path, 'latin1')
      .split('\n')
      .filter((line) => line.startsWith('alias ')),
  )
  const found = await engines.DuckDB.query(
    `SELECT pattern, modname FROM aliases WHERE NOT builtin AND release = '${release}'`,
  )
  // The text has aliases as modules write them, modules.alias.bin and the tables as modprobe looks them up.
  const rows = [...new Set([...expected].map(normalized))].map((line): StraightRow => {
    const cut = line.lastIndexOf(' ')
    return [line.slice('alias '.length, cut), line.slice(cut + 1)]
  })
  verdict(`${release}: aliases and modules.alias`, difference(found.rows, rows), rows.length)
}

/** What real modinfo says of every hundredth module: who signed it, its firmware and its version. */
async function compareModinfo(kernel: Kernel, root: string): Promise<void> {
  const { release, moduleDirectory } = kernel.place
  if (engines.DuckDB === undefined) return
  const sample = kernel.modules().filter((_, i) => i % 100 === 0)
  const [tool = '', ...args] = kmodTool('kmod34', 'modinfo')
  const ask = (field: string, path: string): string[] =>
    execFileSync(tool, [...args, '-F', field, path], { encoding: 'utf8' })
      .split('\n')
      .filter(Boolean)
  const expected = sample.map(({ modname, relpath }): StraightRow => {
    const path = join(root, moduleDirectory, release, relpath)
    return [
      ...[modname, ask('signer', path)[0] ?? null, ask('sig_key', path)[0]?.replaceAll(':', '') ?? null],
      ...[ask('version', path)[0] ?? null, [...new Set(ask('firmware', path))].sort().join(' ')],
    ]
  })
  const found = await engines.DuckDB.query(
    `SELECT m.modname, m.signer, m.key_id, m.version,
       coalesce((SELECT string_agg(firmware, ' ' ORDER BY firmware) FROM firmware f
         WHERE f.modname = m.modname AND f.release = m.release AND NOT f.builtin), '')
     FROM modules m WHERE NOT builtin AND release = '${release}'
     AND modname IN (${sample.map(({ modname }) => `'${modname}'`).join(', ')})`,
  )
  verdict(`${release}: modules and modinfo`, difference(found.rows, expected), expected.length)
}

const names = process.argv.slice(2).length > 0 ? process.argv.slice(2) : USUAL
const opened: { readonly kernel: Kernel; readonly name: string }[] = []
const kernels: StraightKernel[] = []
for (const name of names) {
  const kernel = await openNamed(name)
  if (kernel === undefined) continue
  await writeKernelTables(tables, await kernelTables(kernel, 'debian'))
  kernels.push(await readStraight(kernel))
  opened.push({ kernel, name })
}
const [first] = kernels
if (first === undefined) throw new Error('Expected a kernel')
const parts = (table: string): string[] =>
  execFileSync('find', [join(tables, table), '-name', 'part.parquet'], { encoding: 'utf8' })
    .trim()
    .split('\n')
for (const engine of Object.values(engines))
  for (const table of TABLE_NAMES) await engine.addTable(table, parts(table))

/** About `count` of them, evenly. */
function everyNth<T>(all: readonly T[], count: number): T[] {
  const step = Math.ceil(all.length / count)
  return all.filter((_, i) => i % step === 0)
}

const someModules = [
  'ext4',
  'nvme',
  'dm_crypt',
  'virtio_blk',
  'virtio_pci',
  'i915',
  'xen_blkfront',
  'nothing',
]
const device = ['release', 'modname', 'builtin', 'pattern']
const devices = [
  ...[
    'pci:v00008086d0000125Bsv00008086sd00000000bc02sc00i00',
    'usb:v046DpC52Bd1201dc00dsc00dp00ic03isc01ip01in00',
  ],
  ...['pci:v00008086*', 'usb:v046D*', 'fs_ext4', 'acpi:PNP0C0A:', 'of:N*', 'no:such*'],
  ...everyNth(sampleDevices(first), 12),
]
for (const one of devices) await compare('device', [one], device, straightDevice(kernels, one))
await compare('device', ['8086:125b'], device, straightDevice(kernels, 'pci:v00008086d0000125B*'))
const symbols = [...first.exports.keys()]
for (const symbol of [
  ...['module_layout', '_printk', '__fentry__', 'usb_register_driver', 'no_such_symbol'],
  ...everyNth(symbols, 12),
])
  await compare('symbol', [symbol], ['release', 'owner', 'crc'], straightSymbol(kernels, symbol))
const matrix = ['release', 'modname', 'state']
await compare('matrix', someModules, matrix, straightMatrix(kernels, someModules))
if (fetch('amd64-6.1') === undefined) {
  const { kernel: directory } = kernelTree('amd64-6.1')
  const files = [
    'fs/ext4/ext4.ko',
    'arch/x86/kvm/kvm.ko',
    'arch/x86/kvm/kvm-intel.ko',
    'drivers/net/dummy.ko',
  ]
  const paths = files.map((file) => join(directory, file))
  await compare(
    'rebuild',
    paths,
    ['release', 'modname', 'verdict', 'same_count', 'different_count', 'unversioned_count', 'missing_count'],
    await straightRebuild(kernels, paths),
  )
} else skip('rebuild', 'amd64-6.1 is not there')
const lineOf = (release: string): string => flavourOf(release)
await compare(
  ...(['builtin', someModules, ['modname', 'since', 'kernel_count']] as const),
  straightBuiltin(kernels, someModules, lineOf),
)
await compare(
  'sizes',
  [],
  ['release', 'module_count', 'builtin_count', 'module_bytes'],
  straightSizes(kernels),
)
await compare('sizes', someModules, ['release', 'modname', 'size'], straightModuleSizes(kernels, someModules))
const firmware = ['firmware', 'modname', 'kernel_count', 'first_release', 'last_release']
await compare('firmware', [], firmware, straightFirmware(kernels, undefined))
await compare('firmware', ['iwlwifi', 'i915'], firmware, straightFirmware(kernels, ['iwlwifi', 'i915']))
const signers = straightSigners(kernels)
await compare('signers', [], ['release', 'signer', 'key_id', 'module_count'], signers)
for (const [i, { kernel, name }] of opened.entries()) {
  await compareSymvers(kernel, kernels[i] ?? first)
  if (!hasKmod('kmod34')) {
    skip(`${kernel.place.release}: modules.alias and modinfo`, 'no kmod 34.2')
    continue
  }
  const tree = treeOf(kernel, name)
  await compareAliases(kernel, tree)
  await compareModinfo(kernel, tree)
  if (tree !== kernel.place.root) fs.rmSync(tree, { recursive: true })
}
fs.rmSync(work, { recursive: true, force: true })
console.log(`${count.rows} rows compared on ${kernels.length} kernels`)
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
process.exitCode = count.failed > 0 ? 1 : 0
process.exit()
