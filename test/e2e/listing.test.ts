import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { put, temporaryDirectory } from '../support/run-tsdepmod.ts'
import { differences, listTree, without } from './listing.ts'

function tree(content: string): string {
  const top = temporaryDirectory()
  put(join(top, 'a/file'), content)
  chmodSync(join(top, 'a'), 0o755)
  mkdirSync(join(top, 'empty'), { mode: 0o700 })
  symlinkSync('nowhere', join(top, 'link'))
  return top
}

describe('listTree()', () => {
  it('distinguishes directories, links and files, and files by content', () => {
    const sha256OfText = '982d9e3eb996f559e633f4d194def3761d909f5a3b647d1a851fead67c32c9d1'
    expect([...listTree(tree('text'))]).toEqual([
      ['a', 'directory 755'],
      ['a/file', `file 644 ${sha256OfText}`],
      ['empty', 'directory 700'],
      ['link', 'link to nowhere'],
    ])
  })
})

describe('differences()', () => {
  it('is empty for equal trees', () => {
    expect(differences(listTree(tree('text')), listTree(tree('text')))).toEqual([])
  })

  it('names paths on one side only, and those that differ', () => {
    const real = listTree(tree('text'))
    const ours = new Map([...listTree(tree('other')), ['more', 'directory 755']])
    ours.delete('link')
    expect(differences(real, ours)).toEqual([
      'differs: a/file',
      'only with kmod: link',
      'only with ours: more',
    ])
  })
})

it('without() leaves out what matches', () => {
  expect([...without(listTree(tree('text')), /^(a|link)$/).keys()]).toEqual(['a/file', 'empty'])
})
