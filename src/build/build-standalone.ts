/** `npm run build:standalone`, after the page of tskmod graph, which is in its file: dist/standalone. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleStandalone } from './bundle-standalone.ts'
import { COMMANDS } from './commands.ts'

const DIST = join(import.meta.dirname, '../../dist')
const pageScript = readFileSync(join(DIST, 'commands/graph-page.js'), 'latin1')

await bundleStandalone(COMMANDS, join(DIST, 'standalone'), pageScript)
