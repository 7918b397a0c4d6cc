import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { parseDepmodConfig } from '../../src/config/depmod-config.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { moduleFileAt } from '../../src/scan/module-file.ts'
import { inKmodOrder, scanModules } from '../../src/scan/scan-modules.ts'
import { type TreeEntry, tempTree } from '../support/temp-tree.ts'

function scan(entries: Readonly<Record<string, TreeEntry>>, config: (top: string) => string = () => '') {
  const top = tempTree({ 'm/modules.order': '', ...entries })
  const diagnostics: Diagnostic[] = []
  const lost: string[] = []
  const first: string[] = []
  const short = (path: string) => path.slice(top.length + 1)
  const parsed = parseDepmodConfig([{ file: 'f', text: config(top) }], '6.1.0', () => {})
  const modules = scanModules(
    nodeHost,
    {
      moduleDir: `${top}/m`,
      onFirst: (path) => first.push(short(path)),
      onLost: (loser, winner) => lost.push(`${short(loser.path)} < ${short(winner.path)}`),
    },
    parsed,
    (d) => diagnostics.push(d),
  )
  return { top, paths: modules.map(({ path }) => short(path)), diagnostics, lost, first }
}

describe('scanModules()', () => {
  it('gives one file per modname', () => {
    const { paths, lost } = scan(
      { 'm/kernel/x-y.ko': '', 'm/updates/x_y.ko.xz': '', 'm/weak-updates/x_y.ko': '' },
      () => 'search updates extra built-in weak-updates',
    )
    expect(paths).toEqual(['m/updates/x_y.ko.xz'])
    expect(lost).toEqual([
      'm/kernel/x-y.ko < m/updates/x_y.ko.xz',
      'm/weak-updates/x_y.ko < m/updates/x_y.ko.xz',
    ])
  })

  it('reports the first file that it finds, once', () => {
    expect(scan({ 'm/b/x.ko.xz': '', 'm/b/y.ko': '', 'm/c/x.ko': '' }).first).toEqual(['m/b/x.ko.xz'])
    expect(scan({ 'm/readme': '' }).first).toEqual([])
  })

  it('scans external directories, the last one first, and goes on without a missing one', () => {
    const { top, paths, diagnostics, lost } = scan(
      { 'm/a.ko': '', 'e1/b.ko': '', 'e2/b.ko': '', 'e2/a.ko': '' },
      (top) => `external * ${top}/e1\nexternal * ${top}/none\nexternal * ${top}/e2\nsearch external built-in`,
    )
    expect(paths.toSorted()).toEqual(['e1/b.ko', 'e2/a.ko'])
    expect(lost).toEqual(['m/a.ko < e2/a.ko', 'e2/b.ko < e1/b.ko'])
    expect(diagnostics).toEqual([
      { code: 'directory-unreadable', severity: 'error', path: `${top}/none`, errno: 'ENOENT' },
    ])
  })

  it('keeps the file of the external directory configured last when none has a word', () => {
    const { paths } = scan(
      { 'e1/b.ko': '', 'e2/b.ko': '' },
      (top) => `external * ${top}/e1\nexternal * ${top}/e2`,
    )
    expect(paths).toEqual(['e2/b.ko'])
  })

  // Measured: a tree of these names, `depmod -b r 6.1.0` of kmod 34.2, lines of modules.dep.
  it('orders by modules.order, then by hash', () => {
    const tree = { 'm/kernel/a.ko': '', 'm/kernel/b.ko.xz': '', 'm/kernel/c.ko': '' }
    expect(scan(tree).paths).toEqual(['m/kernel/c.ko', 'm/kernel/b.ko.xz', 'm/kernel/a.ko'])
    expect(scan({ ...tree, 'm/modules.order': 'kernel/b.ko\n' }).paths).toEqual([
      'm/kernel/b.ko.xz',
      'm/kernel/c.ko',
      'm/kernel/a.ko',
    ])
  })

  it('passes over what exclude names', () => {
    expect(scan({ 'm/a/x.ko': '', 'm/b.ko': '', 'm/c.ko': '' }, () => 'exclude a b.ko').paths).toEqual([
      'm/c.ko',
    ])
  })

  it('reports and throws when the module dir cannot be listed', () => {
    const diagnostics: Diagnostic[] = []
    const path = `${tempTree({})}/none`
    const config = parseDepmodConfig([], '6.1.0', () => {})
    const details = expect.objectContaining({ step: 'search-modules', path, errno: 'ENOENT' })
    expect(() => scanModules(nodeHost, { moduleDir: path }, config, (d) => diagnostics.push(d))).toThrow(
      expect.objectContaining({ code: 'KMOD_IO', details }),
    )
    expect(diagnostics).toEqual([{ code: 'directory-unreadable', severity: 'error', path, errno: 'ENOENT' }])
  })
})

describe('inKmodOrder()', () => {
  it('does not depend on the order in which files were found', () => {
    const moduleDir = tempTree({ 'modules.order': 'm7.ko\nm3.ko\n' })
    const modules = Array.from({ length: 20 }, (_, i) => moduleFileAt(`${moduleDir}/m${i}.ko`, moduleDir))
    const order = (files: typeof modules) => inKmodOrder(nodeHost, moduleDir, files, () => {})
    const expected = order(modules)
    expect(expected.slice(0, 2).map(({ modname }) => modname)).toEqual(['m7', 'm3'])
    fc.assert(
      fc.property(fc.shuffledSubarray(modules, { minLength: modules.length }), (shuffled) => {
        expect(order(shuffled)).toEqual(expected)
      }),
    )
  })
})
