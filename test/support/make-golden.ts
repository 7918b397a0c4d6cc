/**
 * Makes the expectations in testdata/trees from the results of real kmod 34.2. Run by hand; review the diff:
 *
 *   npm run golden [CASE...]
 *
 * kmod is taken from the corpus (test/conformance/corpus.sh DIR kmod34), or from $TSKMOD_KMOD, a command that takes
 * `depmod ARGS...`.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { casePath, EMPTY_CASE, loadCases, type Outcome, readGoldenText, withOutcome } from './golden-case.ts'
import { runCase } from './golden-run.ts'
import { formatGoldenText } from './golden-text.ts'

const VERSION = '34.2'
const trees = join(import.meta.dirname, '../../testdata/trees')
const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
const corpus = process.env.TSKMOD_CORPUS ?? join(cache, 'tskmod/corpus')
const kmod = process.env.TSKMOD_KMOD ?? join(corpus, 'kmod34/run')

function checkVersion(): void {
  const version = execFileSync(kmod, ['depmod', '-V'], { encoding: 'utf8' })
  if (!version.startsWith(`kmod version ${VERSION}\n`))
    throw new Error(`Cannot use "${kmod}": it says ${version}`)
}

/** -vv shows addresses of kmod's own objects: they are never the same. */
const withoutPointers = (text: string): string => text.replace(/0x[0-9a-f]{12}/g, '0xPOINTER')

/** What is stored of an outcome. */
const lasting = (outcome: Outcome): Outcome => ({
  ...outcome,
  stdout: withoutPointers(outcome.stdout),
  stderr: withoutPointers(outcome.stderr),
})

function store(name: string, outcome: Outcome): void {
  const text = readGoldenText(trees, name)
  const made = withOutcome(name, text, lasting(outcome), readGoldenText(trees, EMPTY_CASE))
  fs.writeFileSync(casePath(trees, name), formatGoldenText(made), 'latin1')
}

checkVersion()
const wanted = process.argv.slice(2)
// The empty case first: the others are written as differences from it.
const cases = loadCases(trees)
const emptyFirst = [...cases].sort((a, b) => Number(b.name === EMPTY_CASE) - Number(a.name === EMPTY_CASE))
for (const golden of emptyFirst) {
  if (wanted.length > 0 && !wanted.includes(golden.name)) continue
  const outcome = await runCase(golden, [kmod, 'depmod'])
  if (golden.kmod !== VERSION) console.log(`${golden.name}: the header does not name kmod ${VERSION}`)
  if (outcome.status !== golden.status) {
    process.exitCode = 1
    console.log(`${golden.name}: exit status ${outcome.status}, the header says ${golden.status}`)
  }
  store(golden.name, outcome)
}
