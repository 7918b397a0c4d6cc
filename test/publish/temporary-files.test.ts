import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { leftBehind, newTag, pendingFile, removePending } from '../../src/publish/temporary-files.ts'
import { put, temporaryDirectory } from '../support/run-tsdepmod.ts'

it('newTag() has the process in it and something of its own', () => {
  const [first, second] = [newTag(nodeHost), newTag(nodeHost)]
  expect(first).toMatch(new RegExp(`^${nodeHost.processTag()}\\.[0-9a-z]+$`))
  expect(first).not.toBe(second)
})

it('pendingFile() names hidden files beside their goal', () => {
  expect(pendingFile('/d', 'modules.dep', '7-8.x')).toEqual({
    name: 'modules.dep',
    path: '/d/modules.dep',
    temporary: '/d/.modules.dep.7-8.x.tmp',
    backup: '/d/.modules.dep.7-8.x.old',
  })
  expect(pendingFile('/d', '.modules.publishing', '7.x')).toMatchObject({
    path: '/d/.modules.publishing',
    temporary: '/d/.modules.publishing.7.x.tmp',
  })
})

it('removePending() removes both if present, but no backup that is the only copy', () => {
  const directory = temporaryDirectory()
  const pending = ['a', 'b', 'c'].map((name) => pendingFile(directory, name, '1.x'))
  for (const { temporary, backup } of pending.slice(0, 2))
    for (const path of [temporary, backup]) put(path, '')
  pending[1]!.isStranded = true
  removePending(nodeHost, pending)
  expect(readdirSync(directory)).toEqual([pending[1]!.backup.slice(directory.length + 1)])
})

it('leftBehind() lists files of processes that have ended, and nothing else', () => {
  const { pid: ended } = spawnSync(process.execPath, ['-e', ''])
  const names = [
    `.modules.dep.bin.${ended}.x1y2.tmp`,
    `.modules.builtin.alias.bin.${ended}-17.0.old`,
    `.modules.dep.${nodeHost.processTag()}.x1y2.tmp`,
    `modules.dep.${ended}.x1y2.tmp`,
    `.modules.dep.${ended}.x1y2.tmp.swp`,
    `.other.${ended}.x1y2.tmp`,
    'modules.dep',
  ]
  expect(leftBehind(nodeHost, '/d', names)).toEqual([
    { path: `/d/${names[0]}`, place: '/d/modules.dep.bin', isOld: false },
    { path: `/d/${names[1]}`, place: '/d/modules.builtin.alias.bin', isOld: true },
  ])
})
