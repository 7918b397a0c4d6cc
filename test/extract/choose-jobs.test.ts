import { expect, it } from 'vitest'
import { chooseJobs, jobsFor } from '../../src/extract/choose-jobs.ts'
import { coreCount, nodeHost } from '../../src/host/node-host.ts'

const paths = (count: number, name: string): string[] => Array<string>(count).fill(name)

it.each([
  ['nothing', [], 8, 1],
  ['a small tree', paths(4000, 'a.ko'), 8, 1],
  ['one module less than what pays', paths(7999, 'a.ko'), 8, 1],
  ['what pays a second thread', paths(8000, 'a.ko'), 8, 2],
  ['compressed modules, which are ten times the work', paths(800, 'a.ko.xz'), 8, 2],
  ['one compressed module less', paths(799, 'a.ko.gz'), 8, 1],
  ['both kinds', [...paths(4000, 'a.ko'), ...paths(400, 'a.ko.zst')], 8, 2],
  ['more work than cores', paths(80_000, 'a.ko'), 3, 3],
  ['more cores than help', paths(800_000, 'a.ko'), 64, 8],
  ['one core', paths(80_000, 'a.ko'), 1, 1],
  ['a machine without a known number of cores', paths(80_000, 'a.ko'), 0, 1],
])('chooseJobs() for %s', (_, modules, cores, jobs) => {
  expect(chooseJobs(modules, cores)).toBe(jobs)
})

it('jobsFor() takes what is asked for, what pays otherwise, and one thread with a host of its own', () => {
  const many = paths(80_000, 'a.ko')
  expect(jobsFor({ jobs: 5 }, many)).toBe(5)
  expect(jobsFor({}, many)).toBe(chooseJobs(many, coreCount()))
  expect(jobsFor({ jobs: 5, host: nodeHost }, many)).toBe(1)
})
