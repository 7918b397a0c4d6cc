import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { nodeHost } from '../../src/host/node-host.ts'
import { pendingFiles, removeLeftBehind, removePending } from '../../src/publish/temporary-files.ts'
import { put, temporaryDirectory } from '../support/run-tsdepmod.ts'

it('pendingFiles() names hidden files beside their goal, with the process and something of its own', () => {
  const [first, second] = [
    pendingFiles(nodeHost, '/d', ['modules.dep']),
    pendingFiles(nodeHost, '/d', ['modules.dep']),
  ]
  expect(first[0]).toMatchObject({ name: 'modules.dep', path: '/d/modules.dep' })
  expect(first[0]?.temporary).toMatch(new RegExp(`^/d/\\.modules\\.dep\\.${process.pid}\\.[0-9a-z]+\\.tmp$`))
  expect(first[0]?.backup).toMatch(new RegExp(`^/d/\\.modules\\.dep\\.${process.pid}\\.[0-9a-z]+\\.old$`))
  expect(first[0]?.temporary).not.toBe(second[0]?.temporary)
})

it('removePending() removes what is there of both, but no backup that is all that is left', () => {
  const directory = temporaryDirectory()
  const pending = pendingFiles(nodeHost, directory, ['a', 'b', 'c'])
  for (const { temporary, backup } of pending.slice(0, 2))
    for (const path of [temporary, backup]) put(path, '')
  pending[1]!.isStranded = true
  removePending(nodeHost, pending)
  expect(readdirSync(directory)).toEqual([pending[1]!.backup.slice(directory.length + 1)])
})

it('removeLeftBehind() removes files of processes that have ended, and nothing else', () => {
  const directory = temporaryDirectory()
  const { pid: ended } = spawnSync(process.execPath, ['-e', ''])
  const gone = [`.modules.dep.bin.${ended}.x1y2.tmp`, `.modules.builtin.alias.bin.${ended}.0.old`]
  const kept = [
    `.modules.dep.${process.pid}.x1y2.tmp`,
    `modules.dep.${ended}.x1y2.tmp`,
    `.modules.dep.${ended}.x1y2.tmp.swp`,
    `.other.${ended}.x1y2.tmp`,
    'modules.dep',
  ]
  for (const name of [...gone, ...kept]) put(join(directory, name), '')
  removeLeftBehind(nodeHost, directory, [...gone, ...kept])
  expect(readdirSync(directory).sort()).toEqual([...kept].sort())
  expect(existsSync(directory)).toBe(true)
})
