import { makeCodeCaches } from '/work/wt/outputs/src/build/code-caches.ts'
import { COMMANDS } from '/work/wt/outputs/src/build/commands.ts'
makeCodeCaches(COMMANDS.filter(c=>c.name==='tsdepmod'), process.argv[2] ?? '')
