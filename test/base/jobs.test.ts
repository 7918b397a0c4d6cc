import { expect, it } from 'vitest'
import { parseJobs } from '../../src/base/jobs.ts'

it('takes whole numbers from 1 to 999 and nothing else', () => {
  expect(['1', '64', '999'].map(parseJobs)).toEqual([1, 64, 999])
  expect(['', '0', '01', '1000', '-1', '1.5', '2x', ' 2'].map(parseJobs)).toEqual(Array(8).fill(undefined))
})
