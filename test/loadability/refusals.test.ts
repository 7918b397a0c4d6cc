import { describe, expect, it } from 'vitest'
import type { KernelView, ModuleView } from '../../src/loadability/kernel-view.ts'
import { isFatal, refusals, sameMagic } from '../../src/loadability/refusals.ts'
import { kernelView, moduleView, VERMAGIC } from './views.ts'

const kindsOf = (module: ModuleView, kernel: KernelView = kernelView()): string[] =>
  refusals(module, kernel).map(({ kind, force }) => `${kind} ${force}`)

describe('refusals()', () => {
  it('has none for a module that was built for the kernel', () => {
    expect(refusals(moduleView(['plain', 'gpl']), kernelView())).toEqual([])
  })

  it('compares machine, class and byte order', () => {
    const elf = { elfClass: 64, littleEndian: true, machine: 62 } as const
    expect(kindsOf(moduleView([], { elf: { ...elf, machine: 183 } }))).toEqual(['foreign-machine always'])
    expect(kindsOf(moduleView([], { elf: { ...elf, elfClass: 32 } }))).toEqual(['foreign-machine always'])
    expect(kindsOf(moduleView([], { elf: { ...elf, littleEndian: false } }))).toEqual([
      'foreign-machine always',
    ])
  })

  it('compares the version of module_layout, and passes over one that is missing among others', () => {
    const { layout: _, ...without } = moduleView([])
    expect(refusals(moduleView([], { layout: 9 }), kernelView())).toEqual([
      {
        kind: 'layout',
        force: 'always',
        expected: 1,
        actual: 9,
        says: 'some: disagrees about version of symbol module_layout',
      },
    ])
    expect(kindsOf(without)).toEqual([])
    expect(kindsOf(without, kernelView({ refusesMissingVersions: true }))).toEqual(['version-missing always'])
    expect(kindsOf({ ...without, hasVersions: false, hasBasicVersions: false })).toEqual([
      'version-missing unless-forced',
    ])
  })

  it('counts the release in the vermagic only where there are no basic versions', () => {
    const other = VERMAGIC.replace('6.18.0-test', '5.4.0')
    expect(kindsOf(moduleView([], { vermagic: other }))).toEqual([])
    expect(kindsOf(moduleView([], { vermagic: other, hasBasicVersions: false }))).toEqual(['vermagic always'])
    expect(kindsOf(moduleView([], { vermagic: '6.18.0-test' }))).toEqual(['vermagic always'])
    const { vermagic: _, ...without } = moduleView([])
    expect(kindsOf(without)).toEqual(['vermagic-missing unless-forced'])
  })

  it('counts it where the kernel compares no versions, also if the module has some', () => {
    const vermagic = '7.2.0 SMP mod_unload '
    const kernel = kernelView({ vermagic, exportOf: () => ({ owner: { kind: 'kernel' } }) })
    expect(kindsOf(moduleView([], { vermagic }), kernel)).toEqual([])
    expect(kindsOf(moduleView([], { vermagic: '5.4.0 SMP mod_unload ' }), kernel)).toEqual([
      'vermagic always',
    ])
    expect(kindsOf(moduleView([], { vermagic: `${vermagic}modversions ` }), kernel)).toEqual([
      'vermagic always',
    ])
  })

  it('counts it where nothing but the release of the kernel is known', () => {
    const kernel = { ...kernelView({ exportOf: () => undefined }), vermagic: undefined }
    const { vermagic: _, ...unknown } = kernel
    expect(kindsOf(moduleView([], { vermagic: '6.18.0-test SMP ' }), unknown)).toEqual([])
    expect(kindsOf(moduleView([], { vermagic: '5.4.0 SMP ' }), unknown)).toEqual(['vermagic always'])
    const { release: __, ...nameless } = unknown
    expect(kindsOf(moduleView([], { vermagic: '5.4.0 SMP ' }), nameless)).toEqual([])
    const versioned = { ...unknown, exportOf: kernelView().exportOf }
    expect(kindsOf(moduleView([], { vermagic: '5.4.0 SMP ' }), versioned)).toEqual([])
  })

  it('does not see extended versions where the kernel does not read them', () => {
    const extended = moduleView(['plain'], { hasBasicVersions: false })
    expect(kindsOf(extended)).toEqual([])
    const vermagic = '6.12.0 SMP modversions '
    const old = kernelView({ release: '6.12.0', vermagic })
    expect(kindsOf({ ...extended, vermagic }, old)).toEqual([
      ...['version-missing unless-forced', 'version-missing unless-forced'],
    ])
    expect(kindsOf(moduleView(['plain'], { vermagic }), old)).toEqual([])
  })

  it('refuses what the kernel exports, and what another module does', () => {
    const exporting = (name: string) => moduleView([], { exports: [{ name, hasCrc: true }] })
    expect(refusals(exporting('plain'), kernelView())[0]?.says).toBe(
      'some: exports duplicate symbol plain (owned by kernel)',
    )
    expect(kindsOf(exporting('bare'))).toEqual(['duplicate-export always'])
    expect(kindsOf({ ...exporting('bare'), modname: 'provider' })).toEqual([])
  })

  it('misses versions of exports where the kernel has versions', () => {
    const bare = moduleView([], { exports: [{ name: 'new', hasCrc: false }] })
    expect(kindsOf(bare)).toEqual(['export-versions-missing unless-forced'])
    expect(kindsOf(bare, kernelView({ exportOf: () => undefined }))).toEqual([])
  })

  it('refuses an import of a reserved namespace since Linux 6.16', () => {
    const importing = moduleView([], { importedNamespaces: ['module:some'] })
    expect(kindsOf(importing)).toEqual(['namespace-import always'])
    expect(kindsOf(importing, kernelView({ release: '6.12.0' }))).toEqual([])
  })
})

describe('isFatal()', () => {
  it('depends on what the kernel is set up to do', () => {
    const [forced] = refusals(moduleView([], { exports: [{ name: 'new', hasCrc: false }] }), kernelView())
    const [unsigned] = refusals(moduleView([], { signature: { state: 'none' } }), kernelView())
    if (!forced || !unsigned) throw new Error('expected refusals')
    expect([isFatal(forced, kernelView()), isFatal(forced, kernelView({ forceLoad: true }))]).toEqual([
      true,
      false,
    ])
    expect([
      isFatal(unsigned, kernelView()),
      isFatal(unsigned, kernelView({ enforcesSignatures: true })),
    ]).toEqual([false, true])
  })
})

describe('sameMagic()', () => {
  it('passes over the first word where there are versions', () => {
    expect(sameMagic('a SMP ', 'b SMP ', true)).toBe(true)
    expect(sameMagic('a SMP ', 'b SMP ', false)).toBe(false)
    expect(sameMagic('a', 'b SMP', true)).toBe(false)
  })
})
