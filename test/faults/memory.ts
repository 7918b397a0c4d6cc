/**
 * Peak memory of a run over trees of 4,000 and 40,000 modules, by the number of threads. Modules are as large in names
 * as those of a distribution: 5 exported symbols and 50 needed ones, 8 aliases.
 *
 *   npm run memory
 */
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { buildModule } from '../support/elf-builder.ts'

const TSDEPMOD = resolve(import.meta.dirname, '../../bin/tsdepmod.cjs')
const RELEASE = '6.1.0-test'

function moduleOf(i: number): Uint8Array {
  const needs = Array.from({ length: 50 }, (_, k) => `symbol_of_${(i * 7 + k * 13) % Math.max(i, 1)}_0`)
  return buildModule({
    modinfo: [
      'license=GPL',
      ...Array.from({ length: 8 }, (_, k) => `alias=pci:v0000${i}d0000${k}sv*sd*bc*sc*i*`),
    ],
    exports: Array.from({ length: 5 }, (_, k) => ({ name: `symbol_of_${i}_${k}`, crc: i + k })),
    needs: i === 0 ? [] : [...new Set(needs)],
  })
}

const top = fs.mkdtempSync(join(tmpdir(), 'tskmod-memory-'))
try {
  const moduleDir = join(top, 'lib/modules', RELEASE)
  const hook = join(top, 'hook.cjs')
  fs.writeFileSync(
    hook,
    "require('node:worker_threads').isMainThread && process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))",
  )
  let made = 0
  for (const count of [4_000, 40_000]) {
    for (; made < count; made++) {
      const path = join(moduleDir, `kernel/${made % 100}/m${made}.ko`)
      if (made < 100) fs.mkdirSync(dirname(path), { recursive: true })
      fs.writeFileSync(path, moduleOf(made))
    }
    for (const jobs of [1, 2, 4]) {
      const args = ['--require', hook, TSDEPMOD, `--jobs=${jobs}`, '-b', top, RELEASE]
      const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      const peak = /^peak (\d+)$/m.exec(stderr)?.[1]
      if (status !== 0 || peak === undefined) throw new Error(`Expected the run to succeed: ${stderr}`)
      console.log(`${count} modules, ${jobs} threads: peak ${Math.round(Number(peak) / 1024)} MiB`)
    }
  }
} finally {
  fs.rmSync(top, { recursive: true, force: true })
}
