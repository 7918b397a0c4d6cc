/** Fewer runs of each property: `npm run test:quick` is for while one edits, `npm test` has them all. */
import fc from 'fast-check'

fc.configureGlobal({ numRuns: 20 })
