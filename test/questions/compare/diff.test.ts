import { describe, expect, it } from 'vitest'
import { openKernel } from '../../../src/kernel/open-kernel.ts'
import { diff } from '../../../src/questions/compare/diff.ts'
import { DIFF_SECTIONS } from '../../../src/questions/compare/diff-sections.ts'
import { kernelTree, MODULE_DIR, MODULES, RELEASE } from '../../kernel/kernel-tree.ts'
import { buildIdNote } from '../../support/build-id-note.ts'
import { pack } from '../../support/containers.ts'
import { buildModule } from '../../support/elf-builder.ts'
import { appendSignature, pkcs7, signerInfo } from '../../support/signature-builder.ts'

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
      changed: [{ name: 'own', before: 'build-id ae01', after: 'build-id ae02' }],
    })
    expect(losses).toEqual([])
    expect((await compare(built('ae01'), module({}))).sections.builds.changed).toEqual([])
  })

  it('takes the end of all versions for a loss', async () => {
    const plain = Object.fromEntries(
      Object.entries(MODULES).map(([path, { versions: _, ...spec }]) => [
        `${MODULE_DIR}/${path}`,
        buildModule({
          ...spec,
          exports: (spec.exports ?? []).map((one) => (typeof one === 'string' ? one : one.name)),
        }),
      ]),
    )
    const off = await compare({}, plain)
    expect(off.losses).toEqual(['versions'])
    expect(off.sections.versions.lost.map(({ name }) => name)).toEqual([
      'crypto_alloc',
      'dm_get_device',
      'dm_register_target',
    ])
    const on = await compare(plain, {})
    expect([on.losses, on.sections.versions.gained.length]).toEqual([[], 3])
  })

  it('does not call a symbol lost whose module is built in now', async () => {
    const { sections, losses } = await compare(module({ exports: ['own_api', 'other'] }), {
      [`${MODULE_DIR}/modules.builtin`]: 'kernel/own.ko\n',
    })
    expect(sections.symbols.lost).toEqual([])
    expect(sections.symbols.changed).toEqual([
      { name: 'other', before: 'own', after: 'builtin' },
      { name: 'own_api', before: 'own', after: 'builtin' },
    ])
    expect(losses).not.toContain('symbols')
  })

  it('asks Module.symvers which symbols of a module that is built in now are still exported', async () => {
    const list = { [`${MODULE_DIR}/modules.builtin`]: 'kernel/own.ko\n' }
    const symvers = ['_printk', 'stays', 'moved'].map((name) => `0x0\t${name}\tvmlinux\tEXPORT_SYMBOL\t\n`)
    const root = kernelTree({ ...list, symvers: symvers.join('') })
    const before = openKernel({
      root: kernelTree({
        ...module({ exports: ['stays', 'gone'] }),
        ...module({ exports: ['moved'] }, 'extra/x'),
      }),
    })
    const { sections, losses, after } = await diff(before, openKernel({ root, symvers: `${root}/symvers` }))
    expect(sections.symbols.lost).toEqual([{ name: 'gone', before: 'own' }])
    expect(sections.symbols.changed).toEqual([
      { name: 'moved', before: 'x', after: 'builtin' },
      { name: 'stays', before: 'own', after: 'builtin' },
    ])
    expect([losses.includes('symbols'), after.knowsExports]).toEqual([true, true])
  })

  it('does not take a stub for the list of what the kernel exports', async () => {
    const root = kernelTree({
      [`${MODULE_DIR}/modules.builtin`]: 'kernel/own.ko\n',
      map: 'ffffffffffffffff B nothing\n',
    })
    const before = openKernel({ root: kernelTree(module({ exports: ['stays'] })) })
    const { sections, after } = await diff(before, openKernel({ root, systemMap: `${root}/map` }))
    expect([sections.symbols.lost, after.knowsExports]).toEqual([[], false])
  })

  it('does not call an alias gained that was not recorded of what was built in', async () => {
    const modinfo = 'ext4.license=GPL\0ext4.alias=fs-ext4\0'
    const recorded = `${modinfo}ext4.alias=pci:v00008086d*\0ext4.alias=fs-ext9\0`
    const { sections } = await compare({}, { [`${MODULE_DIR}/modules.builtin.modinfo`]: recorded })
    expect(sections.aliases.gained).toEqual([{ name: 'fs-ext9', after: 'ext4' }])
    expect(sections.aliases.changed).toEqual([{ name: 'pci:v00008086d*', before: 'builtin', after: 'ext4' }])
  })

  it.each([
    ['no lists', undefined, ['crypto-ext4', 'fs-ext4', 'spi:ext4', 'spi:other'], []],
    ['aliases by hand', 'ext4.alias=spi:ext4\0', ['spi:other'], ['crypto-ext4', 'fs-ext4']],
    [
      'tables of devices',
      'ext4.alias=spi:ext4\0ext4.alias=pci:v1*\0',
      [],
      ['crypto-ext4', 'fs-ext4', 'spi:other'],
    ],
  ])('takes what is recorded by its kind: %s', async (_what, recorded, unrecorded, gained) => {
    const all = ['fs-ext4', 'spi:ext4', 'spi:other', 'pci:v1*', 'crypto-ext4']
    const modinfo = ['license=GPL', ...all.map((alias) => `alias=${alias}`)].map((text) => `ext4.${text}\0`)
    const { sections } = await compare(
      { [`${MODULE_DIR}/modules.builtin.modinfo`]: recorded },
      { [`${MODULE_DIR}/modules.builtin.modinfo`]: modinfo.join('') },
    )
    const namesOf = (entries: readonly { readonly name: string }[]) =>
      entries.map(({ name }) => name).filter((name) => !name.startsWith('pci:'))
    expect(namesOf(sections.aliases.changed)).toEqual(unrecorded)
    expect(namesOf(sections.aliases.gained)).toEqual(gained)
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

  it('calls a module lost to the kernel that was built in, and an override that is gone', async () => {
    const builtin = await compare(
      { [`${MODULE_DIR}/modules.builtin`]: 'kernel/own.ko\n' },
      module({}, 'kernel/own'),
    )
    expect(builtin.sections.builtins.lost).toEqual([
      { name: 'own', before: 'builtin', after: 'kernel/own.ko' },
    ])
    const override = await compare(module({}, 'updates/dkms/own'), module({}, 'kernel/own'))
    expect(override.sections.overrides.lost.map(({ name }) => name)).toEqual(['own'])
    expect([builtin.losses, override.losses]).toEqual([['builtins'], ['overrides']])
  })

  it('finds symbols of the kernel that went GPL-only or into a namespace', async () => {
    const symvers = (lines: string[]) => ({
      [`${MODULE_DIR}/symvers`]: lines.map((line) => `0x00000001\t${line}\n`).join(''),
    })
    const sides = [
      symvers(['a\tvmlinux\tEXPORT_SYMBOL\t', 'b\tvmlinux\tEXPORT_SYMBOL\t', 'c\tvmlinux\tEXPORT_SYMBOL\t']),
      symvers([
        'a\tvmlinux\tEXPORT_SYMBOL_GPL\t',
        'b\tvmlinux\tEXPORT_SYMBOL\tNS',
        'c\tvmlinux\tEXPORT_SYMBOL\t',
      ]),
    ].map((entries) => {
      const root = kernelTree(entries)
      return openKernel({ root, symvers: `${root}/${MODULE_DIR}/symvers` })
    })
    const [one, other] = sides
    if (one === undefined || other === undefined) throw new TypeError('two sides')
    const { sections, losses } = await diff(one, other)
    expect(sections.access.lost).toEqual([
      { name: 'a', before: 'any module', after: 'GPL-only' },
      { name: 'b', before: 'any module', after: 'namespace NS' },
    ])
    expect(losses).toEqual(['access'])
    expect((await diff(other, one)).losses).toEqual([])
  })

  it('compares vermagic without the release of its kernel', async () => {
    const built = (vermagic: string) => module({ modinfo: [`vermagic=${vermagic}`] })
    const { sections, losses } = await compare(built(`${RELEASE} SMP `), built(`${RELEASE} SMP preempt `))
    expect(sections.vermagic.changed).toEqual([{ name: 'own', before: 'SMP', after: 'SMP preempt' }])
    expect(losses).toEqual(['vermagic'])
    expect((await compare(built(`${RELEASE} SMP `), built('6.1 SMP '))).sections.vermagic.changed).toEqual([
      { name: 'own', before: 'SMP', after: '6.1 SMP' },
    ])
  })

  it('counts builds that are the same but for what is ignored', async () => {
    const plain = buildModule({ modinfo: ['license=GPL', 'version=1'] })
    const file = `${MODULE_DIR}/extra/own.ko`
    const before = openKernel({ root: kernelTree({ [file]: plain }) })
    const signed = appendSignature(plain, pkcs7(signerInfo()))
    const after = openKernel({ root: kernelTree({ [`${file}.xz`]: pack(signed, 'xz') }) })
    const { sections, builds } = await diff(before, after, {
      content: true,
      ignore: ['signature', 'compression'],
    })
    expect(sections.builds.changed).toEqual([])
    expect(builds).toEqual({
      common: 6,
      same: 6,
      differing: {
        version: 0,
        srcversion: 0,
        'build-id': 0,
        signature: 1,
        compression: 1,
        content: 0,
      },
    })
    const all = await diff(before, after)
    expect(all.sections.builds.changed.map(({ name }) => name)).toEqual(['own'])
  })
})
