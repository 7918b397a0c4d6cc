/** A program: has the Node.js that runs it make its own code caches of what is built. */
import { join } from 'node:path'
import { makeCodeCaches } from '../../src/build/code-caches.ts'
import { COMMANDS } from '../../src/build/commands.ts'

makeCodeCaches(COMMANDS, join(import.meta.dirname, '../../dist/commands'))
