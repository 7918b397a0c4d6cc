import { expect, it } from 'vitest'
import type { readPageScript } from '../../src/host/page-script.ts'

it('reads the script that the build bundles', async () => {
  // From the sources the commands are in dist; what tsc makes of them finds it there, too.
  const built = await import(new URL('../../dist/host/page-script.js', import.meta.url).href)
  expect((built as { readPageScript: typeof readPageScript }).readPageScript()).toContain('cytoscape')
})
