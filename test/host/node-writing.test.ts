import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../src/base/errors.ts'
import { createFile, makeDirectory, syncDirectory } from '../../src/host/node-writing.ts'
import { put, temporaryDirectory } from '../support/run-tsdepmod.ts'

const errnoOf = (action: () => unknown): string => {
  try {
    action()
    return 'accepted'
  } catch (error) {
    return isKmodError(error) ? (error.details.errno ?? 'no errno') : String(error)
  }
}

describe('makeDirectory()', () => {
  it.each(['a', 'a/b/c', 'a//b/', './a/b'])('makes %s with its parents', (path) => {
    const top = temporaryDirectory()
    makeDirectory(`${top}/${path}`)
    expect(statSync(join(top, path)).isDirectory()).toBe(true)
  })

  it('leaves alone what is there', () => {
    const top = temporaryDirectory()
    expect([errnoOf(() => makeDirectory(top)), errnoOf(() => makeDirectory('/'))]).toEqual([
      'accepted',
      'accepted',
    ])
  })

  it.each([
    ['file', 'EEXIST'],
    ['file/below', 'ENOTDIR'],
    ['file/below/deeper', 'ENOTDIR'],
  ])('refuses %s where file is one: %s', (path, errno) => {
    const top = temporaryDirectory()
    put(join(top, 'file'), '')
    expect(errnoOf(() => makeDirectory(join(top, path)))).toBe(errno)
  })
})

describe('createFile()', () => {
  it('writes, sets the mode and syncs a file that was not there', async () => {
    const path = join(temporaryDirectory(), 'new')
    const file = createFile(path)
    file.write(Buffer.from('one '))
    file.write(Buffer.from('two'))
    file.setMode(0o640)
    await file.sync()
    file.close()
    expect(readFileSync(path, 'utf8')).toBe('one two')
    expect(statSync(path).mode & 0o777).toBe(0o640)
  })

  it('refuses a file that is there', () => {
    const path = join(temporaryDirectory(), 'old')
    put(path, 'old')
    expect(errnoOf(() => createFile(path))).toBe('EEXIST')
    expect(readFileSync(path, 'utf8')).toBe('old')
  })
})

it('syncDirectory() refuses a directory that is not there', () => {
  const top = temporaryDirectory()
  syncDirectory(top)
  expect(existsSync(top)).toBe(true)
  expect(errnoOf(() => syncDirectory(join(top, 'none')))).toBe('ENOENT')
})
