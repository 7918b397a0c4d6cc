/**
 * Makes V8 store the compiled code of each bundle: runs the command as users do, in a process of its own, and then
 * requests its code cache, so that it includes all functions that were called. See cli/command-line/launcher.ts for its
 * use.
 *
 * V8's data differs from build to build. For reproducible builds, leave this step out.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { BuiltCommand } from './commands.ts'
import { layOutWarmUpTree, RELEASE } from './warm-up-tree.ts'

const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
const WARM_UP = join(import.meta.dirname, 'warm-up.ts')
const WARM_UP_WORKER = join(import.meta.dirname, 'warm-up-worker.ts')

/** Only modules that have not changed for 2 seconds are cached (cache/module-keys.ts). */
const SETTLING_MS = 2_100

/** @param directory has the bundles, and gets the caches */
export function makeCodeCaches(commands: readonly BuiltCommand[], directory: string): void {
  const root = mkdtempSync(join(tmpdir(), 'tskmod-warm-up-'))
  try {
    layOutWarmUpTree(root)
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLING_MS)
    for (const { name, second, warmUp } of commands) {
      const bundles = [name, ...(second ? [second.name] : [])].map((name) => join(directory, `${name}.cjs`))
      const calls = warmUp.map((call) => call.replaceAll('{root}', root).replaceAll('{release}', RELEASE))
      const args = ['--import', TSX, WARM_UP, bundles.join(','), ...calls]
      execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    }
    const args = ['--import', TSX, WARM_UP_WORKER, directory, root]
    execFileSync(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}
