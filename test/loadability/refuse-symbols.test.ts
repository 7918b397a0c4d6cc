import { describe, expect, it } from 'vitest'
import type { KernelView, ModuleView } from '../../src/loadability/kernel-view.ts'
import { symbolRefusals } from '../../src/loadability/refuse-symbols.ts'
import { kernelView, moduleView } from './views.ts'

const saysOf = (module: ModuleView, kernel: KernelView = kernelView()): string[] =>
  symbolRefusals(module, kernel).map(({ kind, says }) => `${kind}: ${says}`)

const weak = (module: ModuleView): ModuleView => ({
  ...module,
  needs: module.needs.map((need) => ({ ...need, weak: true })),
})

describe('symbolRefusals()', () => {
  it('finds unknown symbols, but for weak ones and where the kernel is not known', () => {
    const module = moduleView(['nobody', '_GLOBAL_OFFSET_TABLE_'])
    expect(saysOf(module)).toEqual(['unknown-symbol: some: Unknown symbol nobody (err -2)'])
    expect(saysOf(weak(module))).toEqual([])
    expect(saysOf(module, kernelView({ knowsKernelSymbols: false }))).toEqual([])
  })

  it('finds versions that differ, of weak symbols too', () => {
    const module = moduleView([], { needs: [{ name: 'plain', crc: 9, weak: true }] })
    expect(saysOf(module)).toEqual(['version-differs: some: disagrees about version of symbol plain'])
  })

  it('passes over the version of an owner without versions', () => {
    expect(saysOf(moduleView([], { needs: [{ name: 'bare', crc: 9, weak: false }] }))).toEqual([])
  })

  it('tells one version that is missing from all of them', () => {
    const needs = [{ name: 'plain', weak: false }]
    expect(symbolRefusals(moduleView([], { needs }), kernelView())).toMatchObject([{ force: 'never' }])
    expect(
      symbolRefusals(moduleView([], { needs }), kernelView({ refusesMissingVersions: true })),
    ).toMatchObject([{ force: 'always' }])
    expect(symbolRefusals(moduleView([], { needs, hasVersions: false }), kernelView())).toMatchObject([
      { force: 'unless-forced' },
    ])
  })

  it('hides GPL-only symbols from modules with another licence', () => {
    const module = moduleView(['gpl'], { license: 'GPLv2' })
    expect(saysOf(module)).toEqual(['gpl-only: some: Unknown symbol gpl (err -2)'])
    expect(saysOf(weak(module))).toEqual([])
    expect(saysOf({ ...module, license: 'Dual MIT/GPL' })).toEqual([])
  })

  it('keeps GPL-only symbols and those of a proprietary module apart, whichever comes first', () => {
    expect(saysOf(moduleView(['closed', 'plain']))).toEqual([])
    expect(saysOf(moduleView(['gpl', 'closed']))).toEqual([
      'proprietary-provider: some: module using GPL-only symbols uses symbols closed from proprietary module closed_driver.',
    ])
    expect(symbolRefusals(moduleView(['closed', 'gpl']), kernelView())).toMatchObject([
      { kind: 'gpl-only', taintedBy: 'closed_driver' },
    ])
  })

  it('wants namespaces imported', () => {
    const module = moduleView(['spaced'])
    const says = 'some: module uses symbol (spaced) from namespace SPACE, but does not import it.'
    expect(saysOf(module)).toEqual([`namespace-not-imported: ${says}`])
    expect(saysOf(weak(module))).toEqual([`namespace-not-imported: ${says}`])
    expect(saysOf({ ...module, importedNamespaces: ['OTHER', 'SPACE'] })).toEqual([])
    expect(symbolRefusals(module, kernelView({ allowMissingNamespaces: true }))).toMatchObject([
      { force: 'never' },
    ])
  })

  it('keeps reserved namespaces for the modules that they name', () => {
    const module = moduleView(['reserved'])
    expect(symbolRefusals(module, kernelView())).toMatchObject([{ kind: 'namespace-reserved' }])
    expect(saysOf({ ...module, modname: 'kvm' })).toEqual([])
    expect(saysOf({ ...module, modname: 'kvm_amd' })).toEqual([])
    // Before Linux 6.16 it is a namespace as any other.
    expect(symbolRefusals({ ...module, modname: 'kvm' }, kernelView({ release: '6.12.9' }))).toMatchObject([
      { kind: 'namespace-not-imported' },
    ])
  })
})
