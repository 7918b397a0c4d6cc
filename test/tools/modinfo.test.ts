import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LookedUpModule, ModuleLookup } from '../../src/lookup/modinfo-lookup.ts'
import { type ModinfoOptions, modinfo, openModinfo } from '../../src/tools/modinfo.ts'
import { pack } from '../support/containers.ts'
import { buildModule } from '../support/elf-builder.ts'
import { appendSignature, pkcs7, signerInfo } from '../support/signature-builder.ts'
import { tempTree } from '../support/temp-tree.ts'

const MODULE = buildModule({ modinfo: ['license=GPL', 'name=a_b'] })
const FIELDS = [
  { key: 'license', value: 'GPL' },
  { key: 'name', value: 'a_b' },
]

const lookupOf = (...found: LookedUpModule[]): ModuleLookup => ({ byName: () => found, byAlias: () => found })
const ask = (target: string, lookup = lookupOf(), options: ModinfoOptions = {}) =>
  modinfo(target, { lookup, ...options })

describe('modinfo() of a file', () => {
  it.each(['ko', 'ko.gz', 'ko.xz', 'ko.zst'])('reads a-b.%s', async (suffix) => {
    const format = suffix === 'ko' ? 'none' : suffix.slice(3)
    const top = tempTree({ [`a-b.${suffix}`]: pack(MODULE, format as 'none') })
    const path = join(top, `a-b.${suffix}`)
    expect(await ask(path)).toEqual([{ modname: 'a_b', path, fields: FIELDS }])
  })

  it('reads the signature after it, also when it is compressed', async () => {
    const signed = appendSignature(MODULE, pkcs7(signerInfo()))
    const top = tempTree({ 'a.ko': signed, 'b.ko.xz': pack(signed, 'xz') })
    for (const name of ['a.ko', 'b.ko.xz'])
      expect((await ask(join(top, name)))[0]?.signature).toMatchObject({ signer: 'a signer' })
  })

  it.each([32, 64] as const)('reads modules of %i bits in either byte order', async (elfClass) => {
    for (const endian of ['lsb', 'msb'] as const) {
      const top = tempTree({ 'a.ko': buildModule({ class: elfClass, endian, modinfo: ['license=GPL'] }) })
      expect((await ask(join(top, 'a.ko')))[0]?.fields).toEqual(FIELDS.slice(0, 1))
    }
  })

  it.each([
    ['no ELF file', 'not an elf', { code: 'KMOD_NOT_ELF' }],
    ['empty', '', { code: 'KMOD_ELF_MALFORMED' }],
    ['without .modinfo', buildModule({}), { details: expect.objectContaining({ errno: 'ENODATA' }) }],
    ['a cut .xz', '\xfd7zXZ\0\0\x01', { code: 'KMOD_COMPRESSION_CORRUPT' }],
  ])('says why a file that is %s cannot be read', async (_, content, failure) => {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content
    const path = join(tempTree({ 'a.ko': bytes }), 'a.ko')
    const [info] = await ask(path)
    expect(info).toMatchObject({ modname: 'a', path, fields: [], failure })
  })

  it('names it by its absolute path, nothing cleaned', async () => {
    const top = tempTree({ 'd/.ko': MODULE })
    const host = { ...(await import('../../src/host/node-host.ts')).nodeHost, workingDirectory: () => top }
    const at = process.cwd()
    process.chdir(top)
    try {
      expect(await ask('d/.ko', lookupOf(), { host })).toMatchObject([{ modname: '', path: `${top}/d/.ko` }])
    } finally {
      process.chdir(at)
    }
  })

  it.each(['a', 'a.ko.bz2', 'nosuch.ko', 'directory.ko'])('takes %s for a name', async (name) => {
    const top = tempTree({ a: MODULE, 'a.ko.bz2': MODULE })
    mkdirSync(join(top, 'directory.ko'))
    expect(await ask(join(top, name))).toEqual([])
  })

  it('takes every target for a name with byModname', async () => {
    const path = join(tempTree({ 'a.ko': MODULE }), 'a.ko')
    expect(await ask(path, lookupOf(), { byModname: true })).toEqual([])
  })
})

describe('modinfo() of a name', () => {
  const tree = () =>
    tempTree({
      'lib/modules/1.0/modules.builtin.modinfo': Buffer.from('bi.license=MIT\0both.license=BSD\0'),
      'lib/modules/1.0/a.ko': MODULE,
    })
  const askIn = (root: string, found: LookedUpModule, more: ModinfoOptions = {}) =>
    ask('some-name', lookupOf(found), { root, release: '1.0', ...more })

  it('reads the files of all modules that the name resolves to', async () => {
    const path = `${tree()}/lib/modules/1.0/a.ko`
    const found = { modname: 'a', path, isBuiltin: false }
    const infos = await ask('some-name', lookupOf(found, found))
    expect(infos).toEqual([0, 1].map(() => ({ modname: 'a', path, fields: FIELDS })))
  })

  it('finds what builtin modules say in modules.builtin.modinfo', async () => {
    const license = { key: 'license', value: 'MIT' }
    expect(await askIn(tree(), { modname: 'bi', isBuiltin: true })).toEqual([
      { modname: 'bi', fields: [license] },
    ])
  })

  it('believes the list rather than the file of a module that is builtin too', async () => {
    const root = tree()
    const path = `${root}/lib/modules/1.0/a.ko`
    const [info] = await askIn(root, { modname: 'both', path, isBuiltin: true })
    expect(info).toEqual({ modname: 'both', path, fields: [{ key: 'license', value: 'BSD' }] })
  })

  it.each([
    ['a builtin module without a list', { modname: 'bi', isBuiltin: true }],
    ['a module that only an alias names', { modname: 'gone', isBuiltin: false }],
  ])('has nothing to say about %s', async (_, found) => {
    expect(await askIn(tempTree({ x: '' }), found)).toEqual([{ modname: found.modname, fields: [] }])
  })

  it('reads no file with pathsOnly', async () => {
    const found = { modname: 'a', path: '/nowhere/a.ko', isBuiltin: false }
    expect(await askIn(tree(), found, { pathsOnly: true })).toEqual([
      { modname: 'a', path: '/nowhere/a.ko', fields: [] },
    ])
    expect((await askIn(tree(), found))[0]?.failure?.details.errno).toBe('ENOENT')
  })
})

it('openModinfo() reads many files one after the other, each with its own answer', async () => {
  const names = Array.from({ length: 50 }, (_, i) => `m${i}`)
  const top = tempTree(
    Object.fromEntries(names.map((name) => [`${name}.ko`, buildModule({ modinfo: [`name=${name}`] })])),
  )
  const session = openModinfo({ lookup: lookupOf() })
  const infos = []
  for (const name of names) infos.push(...(await session.describe(join(top, `${name}.ko`))))
  expect(infos.map(({ fields }) => fields[0]?.value)).toEqual(names)
})
