/**
 * Runs tsdepmod into every fault that it promises to survive, and counts the results for the index files.
 *
 *   npm run faults -- [--step N] [--seed N] [--only WORD] [--cached]
 *
 * --step N tries one fault in N; with --cached the runs take what they write from a cache. Exit status 1 when a promise was broken, one line for each.
 */
import { parseArgs } from 'node:util'
import { hasKmod } from '../conformance/tools.ts'
import { LIMIT_SCENARIOS } from './limit-scenarios.ts'
import { NAMESPACE_SCENARIOS } from './namespace-scenarios.ts'
import { PLACE_SCENARIOS } from './place-scenarios.ts'
import { SYSTEM_SCENARIOS } from './scenarios.ts'
import { setScene } from './scene.ts'
import { SINGLE_FILE_SCENARIOS } from './single-file-scenarios.ts'
import { Tally } from './tally.ts'

const { values } = parseArgs({
  options: {
    step: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    cached: { type: 'boolean', default: false },
  },
})

const scene = await setScene(values.cached)
console.log(
  `seed ${values.seed}; the files are read by ${hasKmod('kmod34') ? 'modprobe of kmod 34' : 'tsmodprobe: no real kmod here'}`,
)
const SCENARIOS = [
  ...SYSTEM_SCENARIOS,
  ...PLACE_SCENARIOS,
  ...SINGLE_FILE_SCENARIOS,
  ...NAMESPACE_SCENARIOS,
  ...LIMIT_SCENARIOS,
]
const total = { faults: 0, mixed: 0, lost: 0, outside: 0 }
const complaints: string[] = []
try {
  for (const { name, run } of SCENARIOS.filter((scenario) => scenario.name.includes(values.only))) {
    const tally = new Tally(name)
    const whyNot = await run({ scene, step: Number(values.step), seed: Number(values.seed) }, tally)
    console.log(whyNot === undefined ? String(tally) : `${name}: left out, because ${whyNot}`)
    for (const key of ['faults', 'mixed', 'lost', 'outside'] as const) total[key] += tally[key]
    complaints.push(...tally.complaints)
  }
} finally {
  scene.remove()
}
for (const complaint of complaints) console.log(`BROKEN: ${complaint}`)
console.log(
  `${total.faults} faults injected, ${total.lost} sets lost, ${total.mixed} sets mixed, ${total.outside} changes outside, ${complaints.length} promises broken`,
)
process.exitCode = complaints.length > 0 ? 1 : 0
