/** `npm run build:commands`, once tsc has passed: what bin/ starts, in dist/commands, and what is copied elsewhere, in dist/standalone. */
import { join } from 'node:path'
import { bundleCommands } from './bundle-commands.ts'
import { bundleStandalone } from './bundle-standalone.ts'
import { makeCodeCaches } from './code-caches.ts'
import { COMMANDS } from './commands.ts'

const DIST = join(import.meta.dirname, '../../dist')
const DIRECTORY = join(DIST, 'commands')

await bundleCommands(COMMANDS, DIRECTORY)
makeCodeCaches(COMMANDS, DIRECTORY)
await bundleStandalone(COMMANDS, join(DIST, 'standalone'))
