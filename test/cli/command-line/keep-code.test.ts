import { existsSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keepCode } from '../../../src/cli/command-line/keep-code.ts'
import { temporaryDirectory } from '../../support/run-tsdepmod.ts'

const NAME = 'a.v22.1.0-x64.cache'

it('keepCode() makes the directories and a file for this user alone, and removes old ones of its kind', () => {
  const parent = temporaryDirectory()
  const place = { parent, directories: ['tskmod', 'code'] }
  const directory = join(parent, 'tskmod/code')
  keepCode(place, NAME, () => Buffer.from('one'))
  expect(statSync(directory).mode & 0o777).toBe(0o700)
  expect(statSync(join(directory, NAME)).mode & 0o777).toBe(0o600)
  for (const name of ['b.v20.0.0-x64.cache', '.b.v20.0.0-x64.cache.12.tmp', 'notes.txt']) {
    writeFileSync(join(directory, name), '')
    utimesSync(join(directory, name), 0, 0)
  }
  keepCode(place, NAME, () => Buffer.from('two'))
  expect(readFileSync(join(directory, NAME), 'latin1')).toBe('two')
  expect(readdirSync(directory).sort()).toEqual([NAME, 'notes.txt'])
})

it('keepCode() makes nothing where there is no place', () => {
  const parent = join(temporaryDirectory(), 'missing')
  keepCode({ parent, directories: ['code'] }, NAME, () => {
    throw new Error('This is not to be made')
  })
  expect(existsSync(parent)).toBe(false)
})
