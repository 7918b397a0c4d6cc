/**
 * The long run of fuzzing: every reader in turn, guided by coverage, and the number of inputs.
 *
 *   npm run fuzz -- [--seconds N] [--seed N] [--target NAME]
 *   npm run fuzz -- --streams COUNT [--seed N] [--target gzip|xz|zstd]
 *
 * With --streams: that many streams of each codec, by the usual programs in all their settings (streams.ts).
 *
 * An outcome that is neither a value nor a KmodError ends the run with status 1; the input is left in a file, to be
 * looked at and to become a test. So does a reader that takes longer than LONGEST_MS.
 */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Coverage } from './coverage.ts'
import { seededRandom } from './mutate.ts'
import { tryStreams } from './streams.ts'
import { nextInput, outcomeOf, type Target } from './target.ts'
import { TARGETS } from './targets.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '180' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    target: { type: 'string' },
    streams: { type: 'string' },
  },
})

if (values.streams !== undefined) {
  await fuzzStreams(Number(values.streams), Number(values.seed))
  process.exit(0)
}

/** Interval between two looks at the coverage, which take longer than most inputs. */
const BATCH = 200
const MAX_CORPUS = 400
/** As the README promises: no input of at most 16 KiB may keep a reader busy longer. */
const LONGEST_MS = 2000

async function fuzzStreams(count: number, seed: number): Promise<void> {
  console.log(`seed ${seed}, ${count} streams of each codec`)
  for (const codec of ['gzip', 'xz', 'zstd'] as const) {
    if (values.target !== undefined && values.target !== codec) continue
    const { streams, fast, damaged, refused } = await tryStreams(codec, count, seededRandom(seed))
    console.log(
      `${codec.padEnd(5)} ${streams} streams, 0 differences; ${fast} files by the fast decoder; ${damaged} damaged files, ${refused} refused`,
    )
  }
}

interface Tally {
  inputs: number
  refused: number
  kept: number
  longestMs: number
}

async function fuzz(target: Target, coverage: Coverage, seed: number, until: number): Promise<Tally> {
  const random = seededRandom(seed)
  const corpus = [...target.seeds()]
  const tally: Tally = { inputs: 0, refused: 0, kept: 0, longestMs: 0 }
  for (const input of corpus) await tryInput(target, input, tally)
  coverage.news()
  while (performance.now() < until) {
    const batch = Array.from({ length: BATCH }, () => nextInput(target, corpus, random))
    for (const input of batch) await tryInput(target, input, tally)
    if (coverage.news() === 0 || corpus.length >= MAX_CORPUS) continue
    const found = await findNew(target, batch)
    corpus.push(...found)
    tally.kept += found.length
  }
  return tally
}

/** The inputs of a batch that are worth mutating further: each reaches something that those before it do not. */
async function findNew(target: Target, batch: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const alone = new Coverage('/src/')
  const found: Uint8Array[] = []
  for (const input of batch) {
    await outcomeOf(target, input)
    if (alone.news() > 0) found.push(input)
  }
  alone.stop()
  return found.slice(0, 8)
}

async function tryInput(target: Target, input: Uint8Array, tally: Tally): Promise<void> {
  const start = performance.now()
  try {
    if ((await outcomeOf(target, input)) === 'refused') tally.refused++
  } catch (error) {
    fail(target, input, error)
  }
  const took = performance.now() - start
  tally.inputs++
  tally.longestMs = Math.max(tally.longestMs, took)
  if (took > LONGEST_MS) fail(target, input, new Error(`took ${Math.round(took)} ms`))
}

function fail(target: Target, input: Uint8Array, error: unknown): never {
  const path = join(tmpdir(), `tskmod-fuzz-${target.name.replaceAll(/\W+/g, '-')}`)
  writeFileSync(path, input)
  console.error(`${target.name}: the input in ${path} makes the reader fail`, error)
  process.exit(1)
}

const targets = TARGETS.filter(({ name }) => values.target === undefined || name === values.target)
const slice = (Number(values.seconds) * 1000) / targets.length
const coverage = new Coverage('/src/')
console.log(`seed ${values.seed}, ${values.seconds} s`)
let total = 0
for (const target of targets) {
  const { inputs, refused, kept, longestMs } = await fuzz(
    target,
    coverage,
    Number(values.seed),
    performance.now() + slice,
  )
  total += inputs
  console.log(
    `${target.name.padEnd(28)} ${String(inputs).padStart(8)} inputs, ${refused} refused, ${kept} kept for new coverage, longest ${longestMs.toFixed(0)} ms`,
  )
}
const { maxRSS } = process.resourceUsage()
console.log(
  `${total} inputs, ${coverage.blocks} blocks reached, peak memory ${Math.round(maxRSS / 1024)} MiB, nothing failed`,
)
