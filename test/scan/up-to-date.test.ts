import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import type { KmodVersion } from '../../src/base/kmod-versions.ts'
import type { Host } from '../../src/host/host.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { isUpToDate } from '../../src/scan/up-to-date.ts'
import { type TreeEntry, tempTree } from '../support/temp-tree.ts'

/** modules.dep is of time 1000, everything else of time 500 unless `times` says otherwise. */
function ask(entries: Readonly<Record<string, TreeEntry>>, times: Readonly<Record<string, number>> = {}) {
  const moduleDir = tempTree(entries)
  const at: Readonly<Record<string, number>> = { 'modules.dep': 1000, ...times }
  for (const path of Object.keys(entries))
    if (fs.existsSync(`${moduleDir}/${path}`)) fs.utimesSync(`${moduleDir}/${path}`, 500, at[path] ?? 500)
  const diagnostics: Diagnostic[] = []
  return { moduleDir, answer: isUpToDate(nodeHost, moduleDir, (d) => diagnostics.push(d)), diagnostics }
}

// Measured: `depmod -A -b q 6.1.0` of kmod 34.2 and whether it wrote.
describe('isUpToDate()', () => {
  const TREE = { 'modules.dep': '', 'k/a.ko': '', 'k/s/b.ko.xz': '', 'k/notes': '', 'build/n.ko': '' }
  it.each<[name: string, times: Readonly<Record<string, number>>, expected: boolean]>([
    ['older modules are fine', {}, true],
    ['one of the same time is', { 'k/a.ko': 1000 }, true],
    ['a newer one is not', { 'k/a.ko': 1001 }, false],
    ['at any depth', { 'k/s/b.ko.xz': 1001 }, false],
    ['other files do not count', { 'k/notes': 1001 }, true],
    ['build does not count', { 'build/n.ko': 1001 }, true],
    ['a fraction of a second counts (differs from 34.2)', { 'k/a.ko': 1000.5 }, false],
  ])('%s', (_, times, expected) => {
    expect(ask(TREE, times)).toMatchObject({ answer: expected, diagnostics: [] })
  })

  it('compares microseconds as kmod 35', () => {
    const moduleDir = tempTree({ 'modules.dep': '', 'a.ko': '' })
    const ask = (mtimeNs: bigint, kmod?: KmodVersion): boolean => {
      const times: Readonly<Record<string, bigint>> = { 'modules.dep': 1_000_000_500n, 'a.ko': mtimeNs }
      const host: Host = {
        ...nodeHost,
        status: (path) => ({ ...nodeHost.status(path), mtimeNs: times[path.replace(/.*\//, '')] ?? 0n }),
      }
      return isUpToDate(host, moduleDir, () => {}, kmod)
    }
    expect([ask(1_000_000_501n), ask(1_000_000_501n, '35'), ask(1_000_001_000n, '35')]).toEqual([
      false,
      true,
      false,
    ])
  })

  it('follows links', () => {
    const linked = { 'modules.dep': '', 'build/n.ko': '', 'k/l': { link: '../build' } }
    expect(ask(linked, { 'build/n.ko': 1001 }).answer).toBe(false)
  })

  it('reports what it cannot look at and goes on', () => {
    const { answer, diagnostics } = ask({ 'modules.dep': '', 'k/dl': { link: '/none' } })
    expect(answer).toBe(true)
    expect(diagnostics).toMatchObject([{ code: 'entry-unreadable', fd: 4, name: 'dl', errno: 'ENOENT' }])
  })

  it('reports a missing modules.dep', () => {
    const { answer, diagnostics, moduleDir } = ask({ 'k/a.ko': '' })
    expect(answer).toBe(false)
    expect(diagnostics).toEqual([
      { code: 'modules-dep-missing', severity: 'error', moduleDir, errno: 'ENOENT' },
    ])
  })

  it('reports a missing directory', () => {
    const path = `${tempTree({})}/none`
    const diagnostics: Diagnostic[] = []
    expect(isUpToDate(nodeHost, path, (d) => diagnostics.push(d))).toBe(false)
    expect(diagnostics).toEqual([{ code: 'directory-unreadable', severity: 'error', path, errno: 'ENOENT' }])
  })
})
