import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { tarEntries } from '../../src/archives/tar.ts'
import { TAR_STEPS } from '../../src/archives/tar-steps.ts'
import { sampleRoot } from '../support/sample-root.ts'

it.each(['gnu', 'pax', 'oldgnu', 'ustar'])(
  'counts the entries of %s, not what says more about them',
  (format) => {
    // ustar has no names that are so long.
    const exclude = format === 'ustar' ? ['--exclude=ddd*', '--exclude=long-link'] : []
    const bytes = execFileSync('tar', ['-C', sampleRoot(), `--format=${format}`, ...exclude, '-cf', '-', '.'])
    const stepAt = TAR_STEPS.from(memoryRange(bytes))
    let count = 0
    for (let step = stepAt(0); step !== undefined; step = stepAt(step.next)) if (step.isEntry) count++
    expect(count).toBe([...tarEntries(memoryRange(bytes))].length)
    expect(count).toBeGreaterThan(10)
  },
)

it('gives up at what is no header', () => {
  expect(TAR_STEPS.from(memoryRange(new Uint8Array(512)))(0)).toBeUndefined()
  expect(TAR_STEPS.from(memoryRange(new Uint8Array(100)))(0)).toBeUndefined()
})
