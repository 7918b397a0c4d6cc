import { describe, expect, it } from 'vitest'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { DIFF_SECTIONS, diff } from '../../src/questions/diff.ts'
import { kernelTree, MODULE_DIR } from '../kernel/kernel-tree.ts'
import { buildIdNote } from '../support/build-id-note.ts'
import { buildModule } from '../support/elf-builder.ts'

const compare = (before: object, after: object) =>
  diff(openKernel({ root: kernelTree({ ...before }) }), openKernel({ root: kernelTree({ ...after }) }))

const module = (spec: Parameters<typeof buildModule>[0], name = 'extra/own') => ({
  [`${MODULE_DIR}/${name}.ko`]: buildModule(spec),
})

describe('diff()', () => {
  it('finds no difference between a tree and its copy, however compressed', async () => {
    const { sections, losses } = await compare({}, {})
    for (const name of DIFF_SECTIONS) expect(sections[name]).toEqual({ lost: [], gained: [], changed: [] })
    expect(losses).toEqual([])
  })

  it('tells a module that was lost, and its symbols, but not its parameters and dependencies again', async () => {
    const own = module({ exports: ['of_own'], needs: ['crypto_alloc'], modinfo: ['parm=a:b'] })
    const { sections, losses } = await compare(own, {})
    expect(sections.modules.lost).toEqual([{ name: 'own', before: 'extra/own.ko' }])
    expect(sections.symbols.lost).toEqual([{ name: 'of_own', before: 'own' }])
    expect([sections.parameters.lost, sections.dependencies.lost]).toEqual([[], []])
    expect(losses).toEqual(['modules', 'symbols'])
    expect((await compare({}, own)).losses).toEqual([])
  })

  it('takes a module that is built in now for changed', async () => {
    const { sections, losses } = await compare(module({}), {
      [`${MODULE_DIR}/modules.builtin`]: 'kernel/own.ko\n',
    })
    expect(sections.modules.changed).toEqual([{ name: 'own', before: 'extra/own.ko', after: 'builtin' }])
    expect(losses).toEqual([])
  })

  it('takes another version of a symbol for a loss, of a module or of the kernel', async () => {
    const using = (crc: number) => module({ needs: ['_printk'], versions: [{ name: '_printk', crc }] })
    const kernel = await compare(using(1), using(2))
    expect(kernel.sections.versions.changed).toEqual([
      { name: '_printk', before: '0x00000001', after: '0x00000002' },
    ])
    expect(kernel.losses).toEqual(['versions'])
    const exporting = (crc: number) => module({ exports: [{ name: 'own', crc }] })
    expect((await compare(exporting(1), exporting(2))).losses).toEqual(['versions'])
  })

  it('tells which modules were built anew, which is no loss', async () => {
    const built = (id: string) =>
      module({ modinfo: ['license=GPL'], sections: [buildIdNote({ id: Buffer.from(id, 'hex') })] })
    const { sections, losses } = await compare(built('ae01'), built('ae02'))
    expect(sections.builds).toEqual({
      lost: [],
      gained: [],
      changed: [{ name: 'own', before: 'ae01', after: 'ae02' }],
    })
    expect(losses).toEqual([])
    expect((await compare(built('ae01'), module({}))).sections.builds.changed).toEqual([])
  })

  it('does not call an alias lost that a wider one covers', async () => {
    const having = (...aliases: string[]) => module({ modinfo: aliases.map((alias) => `alias=${alias}`) })
    const { sections, losses } = await compare(
      having('pci:v00001234d00000001sv*', 'usb:v1p1'),
      having('pci:v00001234d*'),
    )
    expect(sections.aliases).toEqual({
      lost: [{ name: 'usb:v1p1', before: 'own' }],
      gained: [{ name: 'pci:v00001234d*', after: 'own' }],
      changed: [{ name: 'pci:v00001234d00000001sv*', before: 'own', after: 'own' }],
    })
    expect(losses).toEqual(['aliases'])
  })

  it('compares parameters, dependencies and firmware of modules on both sides', async () => {
    const { sections, losses } = await compare(
      module({
        modinfo: ['parmtype=old:int', 'parmtype=same:int', 'firmware=a.bin'],
        needs: ['crypto_alloc'],
      }),
      module({ modinfo: ['parmtype=same:bool', 'firmware=b.bin'], needs: ['dm_get_device'] }),
    )
    expect(sections.parameters).toEqual({
      lost: [{ name: 'own.old', before: 'int' }],
      gained: [],
      changed: [{ name: 'own.same', before: 'int', after: 'bool' }],
    })
    expect(sections.dependencies.lost).toEqual([{ name: 'own -> crypto', before: 'crypto_alloc' }])
    expect(sections.dependencies.gained).toEqual([{ name: 'own -> dm_mod', after: 'dm_get_device' }])
    expect(sections.firmware.lost).toEqual([{ name: 'a.bin', before: 'own' }])
    expect(losses).toEqual(['parameters'])
  })
})
