import { expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { reach } from '../../../src/questions/reach/reach.ts'
import { REACH_VERDICTS } from '../../../src/questions/reach/reach-result.ts'
import { unindexedTree } from '../../support/module-tree.ts'

it('knows modules that no configuration makes loadable', async () => {
  const root = unindexedTree({
    a: { exports: ['a'], needs: ['b'] },
    b: { exports: ['b'], needs: ['a'] },
    c: {},
  })
  const { rows } = await reach(openKernel({ root }))
  expect(rows.map(({ modname, verdict }) => [modname, verdict])).toEqual([
    ['a', 'broken'],
    ['b', 'broken'],
    ['c', 'by-name'],
  ])
  expect(rows.every(({ verdict }) => REACH_VERDICTS.includes(verdict))).toBe(true)
})
