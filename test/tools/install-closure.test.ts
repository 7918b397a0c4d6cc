import * as fs from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encodeIndex } from '../../src/indexes/encode-index.ts'
import type { KernelOptions } from '../../src/kernel/kernel-location.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { closure } from '../../src/questions/closure/closure.ts'
import { installClosure } from '../../src/tools/install-closure.ts'
import { kernelTree, MODULE_DIR } from '../kernel/kernel-tree.ts'
import { buildModule } from '../support/elf-builder.ts'
import { temporaryDirectory } from '../support/run-tsdepmod.ts'

async function install(
  root: string,
  names: string[],
  directory: string,
  options: Partial<KernelOptions> = {},
) {
  const kernel = openKernel({ root, ...options })
  return installClosure(kernel, await closure(kernel, { names }), { directory })
}

const below = (directory: string): string[] =>
  fs
    .readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => `${parentPath}/${name}`.slice(directory.length + 1))
    .sort()

const snapshot = (directory: string): Record<string, string> =>
  Object.fromEntries(
    below(directory).map((name) => [name, fs.readFileSync(`${directory}/${name}`, 'latin1')]),
  )

const FROM_DEPMOD = /\/modules\.(dep|alias|symbols|softdep|weakdep|devname|builtin(\.alias)?\.bin)/

describe('installClosure()', () => {
  it('makes an image that answers for itself', async () => {
    const root = kernelTree({
      'lib/firmware/intel/e1000.bin': { link: 'real.bin' },
      'lib/firmware/intel/real.bin': 'firmware',
    })
    const image = `${temporaryDirectory()}/image`
    const result = await install(root, ['dm-crypt', 'e1000'], image)
    expect(below(image).filter((path) => !FROM_DEPMOD.test(path))).toEqual([
      'lib/firmware/intel/e1000.bin',
      'lib/firmware/intel/real.bin',
      `${MODULE_DIR}/kernel/crypto/aes-generic.ko`,
      `${MODULE_DIR}/kernel/crypto/crypto.ko`,
      `${MODULE_DIR}/kernel/drivers/md/dm-crypt.ko`,
      `${MODULE_DIR}/kernel/drivers/md/dm-mod.ko`,
      `${MODULE_DIR}/kernel/drivers/net/e1000.ko`,
      `${MODULE_DIR}/modules.builtin`,
      `${MODULE_DIR}/modules.builtin.modinfo`,
      `${MODULE_DIR}/modules.order`,
    ])
    expect(fs.readlinkSync(`${image}/lib/firmware/intel/e1000.bin`)).toBe('real.bin')
    expect(result).toMatchObject({ directory: image, files: 9, links: 1, unchanged: 0, diagnostics: [] })
    expect(result.indexes.map(({ name }) => name)).toContain('modules.dep.bin')
    const inImage = await closure(openKernel({ root: image, from: 'indexes' }), {
      names: ['dm-crypt', 'fs-ext4'],
    })
    expect(inImage.missing).toEqual([])
    expect(inImage.modules.map(({ modname }) => modname)).toEqual([
      'dm_mod',
      'crypto',
      'aes_generic',
      'dm_crypt',
    ])
  })

  it('adds to an image, and indexes all of it', async () => {
    const root = kernelTree()
    const image = temporaryDirectory()
    await install(root, ['crypto'], image)
    const again = await install(root, ['e1000'], image)
    // The module and the order of both.
    expect(again).toMatchObject({ files: 2, unchanged: 2 })
    const order = fs.readFileSync(`${image}/${MODULE_DIR}/modules.order`, 'utf8')
    expect(order).toBe('kernel/crypto/crypto.ko\nkernel/drivers/net/e1000.ko\n')
    const { modules } = await closure(openKernel({ root: image, from: 'indexes' }), {
      names: ['crypto', 'e1000'],
    })
    expect(modules).toHaveLength(2)
  })

  it('keeps the links that lead to modules', async () => {
    const root = kernelTree({
      lib: undefined,
      'usr/lib/modules/1.0/weak-updates/x.ko': { link: '../../../shared/x.ko' },
      'usr/lib/shared/x.ko': buildModule({}),
    })
    fs.rmSync(`${root}/lib`, { recursive: true })
    fs.symlinkSync('usr/lib', `${root}/lib`)
    const image = temporaryDirectory()
    await install(root, ['x'], image)
    expect(fs.readlinkSync(`${image}/lib`)).toBe('usr/lib')
    expect(fs.readlinkSync(`${image}/usr/lib/modules/1.0/weak-updates/x.ko`)).toBe('../../../shared/x.ko')
    expect(fs.statSync(`${image}/usr/lib/shared/x.ko`).isFile()).toBe(true)
  })

  it('copies modules from outside the module directory, but nothing that only a link leads to', async () => {
    const outside = temporaryDirectory()
    fs.writeFileSync(`${outside}/far.ko`, buildModule({}))
    fs.writeFileSync(`${outside}/vendor.ko`, buildModule({}))
    const root = kernelTree({
      [`${MODULE_DIR}/kernel/far.ko`]: { link: `${outside}/far.ko` },
      [`${MODULE_DIR}/kernel/near.ko`]: { link: '/srv/near.ko' },
      'srv/near.ko': buildModule({}),
    })
    fs.writeFileSync(`${root}/depmod.conf`, `external * ${outside}\nsearch external built-in\n`)
    const image = temporaryDirectory()
    const config = { depmodConfig: [`${root}/depmod.conf`] }
    await install(root, ['kernel/far.ko', 'kernel/near.ko', 'vendor'], image, config)
    expect(below(image).filter((path) => path.endsWith('.ko'))).toEqual([
      `${MODULE_DIR}/extra/vendor.ko`,
      `${MODULE_DIR}/kernel/near.ko`,
      'srv/near.ko',
    ])
    expect(fs.readlinkSync(`${image}/${MODULE_DIR}/kernel/near.ko`)).toBe('/srv/near.ko')
  })

  it.each([
    ['lib', (top: string) => `${top}/outside`],
    ['lib', () => '../../outside'],
    ['lib/modules', () => '/outside'],
    [MODULE_DIR, (top: string) => `${top}/outside`],
  ])('writes nothing outside an image whose %s is a link that leads out', async (name, target) => {
    const top = temporaryDirectory()
    const outside = `${top}/outside/modules/6.12.0-test`
    for (const directory of [outside, `${top}/outside/6.12.0-test`]) {
      fs.mkdirSync(directory, { recursive: true })
      for (const index of ['modules.dep', 'modules.dep.bin'])
        fs.writeFileSync(`${directory}/${index}`, 'host')
    }
    fs.mkdirSync(dirname(`${top}/image/${name}`), { recursive: true })
    fs.symlinkSync(target(top), `${top}/image/${name}`)
    const before = snapshot(`${top}/outside`)
    await install(kernelTree(), ['dm-crypt'], `${top}/image`)
    expect(snapshot(`${top}/outside`)).toEqual(before)
    const made = openKernel({ root: `${top}/image`, from: 'indexes' })
    expect((await closure(made, { names: ['dm-crypt'] })).modules).toHaveLength(4)
  })

  it('puts no file of the machine into an image that an index names by a path that leads out', async () => {
    const top = temporaryDirectory()
    fs.writeFileSync(`${top}/secret.ko`, buildModule({}))
    const root = kernelTree()
    const far = `${'../'.repeat(20)}${top.slice(1)}/secret.ko`
    for (const path of [far, `${top}/secret.ko`, `kernel/../../../../../${far}`]) {
      const index = encodeIndex([{ key: 'secret', value: `${path}:`, priority: 0 }], 'pre-order')
      fs.writeFileSync(`${root}/${MODULE_DIR}/modules.dep.bin`, index)
      const kernel = openKernel({ root, from: 'indexes' })
      const found = await closure(kernel, { names: ['secret'] })
      expect([found.modules.map(({ size }) => size), found.missing]).toEqual([[], [expect.anything()]])
    }
  })

  it.each(['', '/', 'ROOT', 'ROOT/', 'a\0b'])('refuses the image %j', async (directory) => {
    const root = kernelTree()
    await expect(install(root, ['crypto'], directory.replace('ROOT', root))).rejects.toMatchObject({
      code: 'KMOD_USAGE',
    })
  })
})
