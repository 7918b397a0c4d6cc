/** A short run of what `npm run fuzz -- --streams 10000` does; $FUZZ_STREAMS makes it longer. */
import { describe, expect, it } from 'vitest'
import { seededRandom } from './mutate.ts'
import { tryStreams } from './streams.ts'

const COUNT = Number(process.env.FUZZ_STREAMS ?? 40)

describe.each(['gzip', 'xz', 'zstd'] as const)('%s', (codec) => {
  it('streams of all programs and settings expand to what was compressed', async (context) => {
    const { streams, damaged, refused, fast } = await tryStreams(codec, COUNT, seededRandom(7))
    if (streams === 0) return context.skip(`there is no program here that makes ${codec} streams`)
    expect(streams).toBeGreaterThanOrEqual(COUNT)
    expect(fast).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(0)
    expect(refused).toBeLessThanOrEqual(damaged)
  })
})
