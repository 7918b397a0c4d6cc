/**
 * Compares the build IDs that tsmodinfo prints as kmod 35 does with those that readelf finds in the same modules.
 *
 *   npx tsx test/conformance/build-id-check.ts [KERNEL...]
 *
 * A passed check is a module. The last line is `N passed, M failed, K skipped`.
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { nodeHost } from '../../src/host/node-host.ts'
import { readModule } from '../../src/read/read-module.ts'
import { every, fetch, kernelTree, modulesOf, RECENT_AND_USUAL } from './trees.ts'

const USUAL = ['amd64-6.1', 's390x-6.1', 'i386-6.1', ...RECENT_AND_USUAL]
const SAMPLE = 100
const TSMODINFO = resolve(import.meta.dirname, '../../bin/tsmodinfo.cjs')
const OPTIONS = ['--kmod-compat=35', '-F', 'build-id']

const count = { passed: 0, failed: 0, skipped: 0 }

async function checkKernel(name: string, work: string): Promise<void> {
  const tree = kernelTree(name)
  const paths = every(modulesOf(tree), SAMPLE).map((path) => join(tree.kernel, path))
  const copies: string[] = []
  for (const [i, path] of paths.entries()) {
    const copy = join(work, `m${i}.ko`)
    fs.writeFileSync(copy, await readModule(nodeHost, path))
    copies.push(copy)
  }
  // readelf exits with 1 if it rejects one of the other notes.
  const { stdout: notes } = spawnSync('readelf', ['-n', ...copies], {
    encoding: 'latin1',
    maxBuffer: 1 << 28,
  })
  const theirs = notes.match(/(?<=Build ID: )\w+/g) ?? []
  const { stdout } = spawnSync(process.execPath, [TSMODINFO, ...OPTIONS, ...paths], { encoding: 'latin1' })
  const ours = stdout
    .split('\n')
    .slice(0, -1)
    .map((line) => line.replaceAll(':', '').toLowerCase())
  const before = count.failed
  for (const [i, path] of paths.entries()) {
    const isSame = ours[i] !== undefined && ours[i] === theirs[i]
    count[isSame ? 'passed' : 'failed']++
    if (!isSame) console.log(`${path}: ${ours[i]}, readelf ${theirs[i]}`)
  }
  const verdict = count.failed === before ? 'same' : 'DIFFERENT'
  console.log(`${name}: build IDs of ${paths.length} modules: ${verdict}`)
}

const chosen = process.argv.slice(2)
const work = fs.mkdtempSync(join(tmpdir(), 'tskmod-build-id-'))
try {
  for (const name of chosen.length > 0 ? chosen : USUAL) {
    const reason = fetch(name)
    if (reason === undefined) await checkKernel(name, work)
    else {
      count.skipped++
      console.log(`skipped: ${name}: ${reason}`)
    }
  }
} finally {
  fs.rmSync(work, { recursive: true, force: true })
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
if (count.failed > 0) process.exitCode = 1
