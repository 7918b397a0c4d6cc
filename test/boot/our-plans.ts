/** The modules that our modprobe would load on the image, to compare with the guest. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run } from '../conformance/tools.ts'
import type { Image } from './image.ts'

/** Answers of `modprobe -D`, by name. */
export type Plans = ReadonlyMap<string, { readonly status: number | null; readonly lines: readonly string[] }>

const TSMODPROBE = resolve(import.meta.dirname, '../../bin/tsmodprobe.cjs')
const BUILT = resolve(import.meta.dirname, '../../dist/cli/modprobe/modprobe-command.js')

/** Or the reason why there are none. */
export async function ourPlans(image: Image, names: readonly string[]): Promise<Plans | string> {
  if (!existsSync(TSMODPROBE) || !existsSync(BUILT)) return 'not built yet'
  const plans = new Map<string, { status: number | null; lines: string[] }>()
  for (const name of names) {
    // The image's own modprobe.d, which does not exist: this machine's must not be read.
    const args = ['-C', join(image.root, 'etc/modprobe.d'), '-d', image.root, '-S', image.release, '-D', name]
    const { status, stdout } = await run([process.execPath, TSMODPROBE], args)
    plans.set(name, { status, lines: stdout.replaceAll(image.root, '').split('\n').slice(0, -1) })
  }
  return plans
}
