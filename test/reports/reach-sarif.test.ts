import { expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { reach } from '../../src/questions/reach/reach.ts'
import { REACH_VERDICTS } from '../../src/questions/reach/reach-result.ts'
import { formatReachSarif } from '../../src/reports/reach-sarif.ts'
import { kernelTree } from '../kernel/kernel-tree.ts'

it('has a rule for each verdict, and a place for each module', async () => {
  const kernel = openKernel({ root: kernelTree() })
  const { rows } = await reach(kernel)
  const { runs } = JSON.parse(formatReachSarif(kernel, rows))
  expect(runs[0].tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(REACH_VERDICTS)
  expect(runs[0].results).toHaveLength(rows.length)
  for (const { ruleId, ruleIndex } of runs[0].results) expect(REACH_VERDICTS[ruleIndex]).toBe(ruleId)
  const [e1000] = runs[0].results.filter(({ message }: { message: { text: string } }) =>
    message.text.startsWith('e1000:'),
  )
  expect(e1000.locations[0].physicalLocation.artifactLocation.uri).toMatch(
    /^kernel\/drivers\/net\/e1000\.ko$|e1000\.ko$/,
  )
})
