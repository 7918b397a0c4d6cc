/**
 * Makes testdata/trees/<case>/expected from what real kmod 34.2 does. Run by hand, and the diff is read by a person:
 *
 *   npm run golden [CASE...]
 *
 * kmod is taken from the corpus (test/conformance/corpus.sh DIR kmod34), or from $TSKMOD_KMOD, a command that takes
 * `depmod ARGS...`.
 */
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { type LoadedCase, loadCases, type Outcome } from './golden-case.ts'
import { runCase } from './golden-run.ts'
import { toHexDump } from './hex-dump.ts'

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

function store(golden: LoadedCase, outcome: Outcome): void {
  const expected = join(golden.directory, 'expected')
  fs.rmSync(expected, { recursive: true, force: true })
  const write = (name: string, text: string): void => {
    fs.mkdirSync(dirname(join(expected, name)), { recursive: true })
    fs.writeFileSync(join(expected, name), text, 'latin1')
  }
  // A run that says nothing and writes nothing leaves no directory behind.
  for (const stream of ['stdout', 'stderr'] as const)
    if (outcome[stream] !== '') write(stream, withoutPointers(outcome[stream]))
  for (const [name, content] of Object.entries(outcome.files)) {
    if (name.endsWith('.bin')) write(join('files', `${name}.hex`), toHexDump(content))
    else write(join('files', name), content)
  }
}

checkVersion()
const wanted = process.argv.slice(2)
for (const golden of loadCases(trees)) {
  if (wanted.length > 0 && !wanted.includes(golden.name)) continue
  const outcome = await runCase(golden, [kmod, 'depmod'])
  if (golden.kmod !== VERSION) console.log(`${golden.name}: case.json does not name kmod ${VERSION}`)
  if (outcome.status !== golden.status) {
    process.exitCode = 1
    console.log(`${golden.name}: exit status ${outcome.status}, case.json says ${golden.status}`)
  }
  store(golden, outcome)
}
