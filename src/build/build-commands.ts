/** `npm run build:commands`, after tsc: builds the programs that bin/ starts, in dist/commands. */
import { join } from 'node:path'
import { bundleCommands } from './bundle-commands.ts'
import { makeCodeCaches } from './code-caches.ts'
import { COMMANDS } from './commands.ts'

const DIRECTORY = join(import.meta.dirname, '../../dist/commands')

await bundleCommands(COMMANDS, DIRECTORY)
makeCodeCaches(COMMANDS, DIRECTORY)
