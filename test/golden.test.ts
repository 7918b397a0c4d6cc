/**
 * Every case under testdata/trees: what our depmod prints, writes and returns is what kmod 34.2 did, byte for byte.
 * TSKMOD_DEPMOD names another command to be tried (`.../kmod34/run depmod` proves the cases themselves).
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expectedOutcome, loadCases, type Outcome } from './support/golden-case.ts'
import { runCase } from './support/golden-run.ts'
import { toHexDump } from './support/hex-dump.ts'
import { ourCommand } from './support/our-command.ts'

const top = join(import.meta.dirname, '..')
const depmod = ourCommand('depmod')

/** Binary files as hex dumps, so that a difference can be read. */
function readable(outcome: Outcome): Outcome {
  const show = ([name, content]: [string, string]) => [
    name,
    name.endsWith('.bin') ? toHexDump(content) : content,
  ]
  return { ...outcome, files: Object.fromEntries(Object.entries(outcome.files).map(show)) }
}

describe.concurrent('depmod on a golden tree', () => {
  it.each(loadCases(join(top, 'testdata/trees')))('$name: $why', async (golden) => {
    const outcome = await runCase(golden, depmod)
    expect(readable(outcome)).toEqual(readable(expectedOutcome(golden)))
  })
})
