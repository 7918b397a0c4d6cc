import { describe, expect, it } from 'vitest'
import { KmodError } from '../../src/base/errors.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { loadedModules, NO_LOADED_MODULES } from '../../src/lookup/loaded-modules.ts'
import { type TreeEntry, tempTree } from '../support/temp-tree.ts'

/** The modules in a /sys/module elsewhere, and the reported unparsable files. */
function modulesIn(entries: Readonly<Record<string, TreeEntry>>) {
  const root = tempTree(entries)
  const there = (path: string): string => path.replace(/^\/sys\/module/, root)
  const problems: string[][] = []
  const host = {
    ...nodeHost,
    status: (path: string) => nodeHost.status(there(path)),
    readFile: (path: string) => nodeHost.readFile(there(path)),
    listDirectory: (path: string) => nodeHost.listDirectory(there(path)),
  }
  return { modules: loadedModules(host, (...problem) => problems.push(problem)), problems }
}

describe('loadedModules()', () => {
  it('reads state, use count and holders', () => {
    const { modules, problems } = modulesIn({
      'a/initstate': 'live\n',
      'a/refcnt': '12\n',
      'a/holders/b': { kind: 'directory' },
      'a/holders/c': { kind: 'directory' },
      'g/initstate': 'going\n',
      'n/refcnt': '-1\n',
    })
    expect(modules.state('a')).toBe('live')
    expect(modules.useCount('a')).toBe(12)
    expect(modules.holders('a')).toEqual(['b', 'c'])
    expect(modules.state('g')).toBe('going')
    expect(modules.useCount('g')).toBe(undefined)
    expect(modules.useCount('n')).toBe(-1)
    expect(problems).toEqual([])
  })
  it('takes a directory without a state for a module on its way in', () => {
    const { modules } = modulesIn({ 'a/parameters/x': '1', f: '' })
    expect(modules.state('a')).toBe('coming')
    expect(modules.state('f')).toBe(undefined)
    expect(modules.state('nosuch')).toBe(undefined)
    expect(modules.holders('a')).toEqual([])
  })
  it('reports what it cannot parse', () => {
    const { modules, problems } = modulesIn({ 'a/initstate': 'odd\n', 'a/refcnt': 'x\n' })
    expect(modules.state('a')).toBe(undefined)
    expect(modules.useCount('a')).toBe(undefined)
    expect(problems).toEqual([
      ['initstate', '/sys/module/a/initstate', 'odd\n'],
      ['refcnt', '/sys/module/a/refcnt', 'x\n'],
    ])
  })
  it('lets errors of ours through', () => {
    const host = {
      ...nodeHost,
      readFile: () => {
        throw new TypeError('ours')
      },
    }
    expect(() => loadedModules(host).useCount('a')).toThrow(TypeError)
    expect(new KmodError('KMOD_IO', 'x')).toBeInstanceOf(Error)
  })
})

it('NO_LOADED_MODULES knows of no module', () => {
  expect(NO_LOADED_MODULES.state('a')).toBe(undefined)
  expect(NO_LOADED_MODULES.useCount('a')).toBe(undefined)
  expect(NO_LOADED_MODULES.holders('a')).toEqual([])
})
