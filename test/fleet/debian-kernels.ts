/**
 * By hand: fetches kernels from Debian's archive, adds each to tables straight from its packages, and prints time and
 * size. Then, with --check, answers every question a second way, from the packages (fleet-check.ts).
 *
 *   npx tsx test/fleet/debian-kernels.ts DIR [COUNT] [--check]
 *
 * Without COUNT 20 kernels, 70 to 110 MB each, are kept in DIR, and the tables in DIR/tables.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { join, resolve } from 'node:path'
import { chooseKernels, download, listKernels } from './debian-packages.ts'

const TSKMOD = resolve(import.meta.dirname, '../../bin/tskmod.cjs')

const [directory, count = '20'] = process.argv.slice(2).filter((word) => !word.startsWith('--'))
if (directory === undefined) throw new Error('Expected a directory for packages and tables')
fs.mkdirSync(directory, { recursive: true })
const tables = join(directory, 'tables')

const kernels = chooseKernels(await listKernels(), Number(count))
let failed = 0
for (const { release, image, others } of kernels) {
  const root = await download(image, directory)
  const layers: string[] = []
  for (const other of others) layers.push(await download(other, directory))
  if (fs.existsSync(join(tables, 'kernels', `release=${release}`))) {
    console.log(`there already: ${release}`)
    continue
  }
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      ...[TSKMOD, 'facts', '--parquet', tables, '--origin', 'debian', '--root', root],
      ...layers.flatMap((layer) => ['--layer', layer]),
    ],
    { encoding: 'utf8' },
  )
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  if (status !== 0) failed++
  const said = stdout.replaceAll(/\s+/g, ' ').trim()
  console.log(status === 0 ? `${said}, ${seconds} s` : `FAILED   ${release}: ${stderr}`)
}
console.log(`${kernels.length - failed} passed, ${failed} failed`)
if (process.argv.includes('--check')) {
  const roots = kernels.map(({ image, others }) =>
    [image, ...others].map(({ name }) => join(directory, `${name}.deb`)).join(','),
  )
  const check = join(import.meta.dirname, '../conformance/fleet-check.ts')
  const { status } = spawnSync('npx', ['tsx', check, ...roots], { stdio: 'inherit' })
  failed += status === 0 ? 0 : 1
}
process.exitCode = failed > 0 ? 1 : 0
