import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type AbiTarget, openAbiTarget } from '../../src/kernel/abi-target.ts'
import { loadModuleSet } from '../../src/kernel/module-set.ts'
import { locateTarget, openModules } from '../../src/sources/abi-sources.ts'
import { pack } from '../support/containers.ts'
import { buildModule } from '../support/elf-builder.ts'
import { runForDocument } from '../support/run-tskmod.ts'
import { tempTree } from '../support/temp-tree.ts'

const SYMVERS = '0x00000007\t_printk\tvmlinux\tEXPORT_SYMBOL\t\n'
const MODULE = buildModule({
  modinfo: ['license=GPL', 'vermagic=6.1 SMP '],
  needs: ['_printk'],
  versions: [{ name: '_printk', crc: 7 }],
})

async function openTarget(path: string): Promise<AbiTarget> {
  const place = await locateTarget(path)
  return openAbiTarget(place.path, place.host)
}

/** Packs a directory of the tree beside it. */
function tarOf(tree: string, directory: string): string {
  const file = join(tree, `${directory}.tar`)
  expect(spawnSync('tar', ['-C', join(tree, directory), '-cf', file, '.']).status).toBe(0)
  return file
}

it('takes modules of several archives, of directories and of files at once', async () => {
  const tree = tempTree({
    'a/lib/modules/1/extra/one.ko': MODULE,
    'b/usr/lib/modules/1/two.ko.xz': pack(MODULE, 'xz'),
    'c/three.ko': MODULE,
    four: MODULE,
  })
  const { paths, host } = await openModules([
    ...[tarOf(tree, 'a'), tarOf(tree, 'b'), join(tree, 'c'), join(tree, 'four')],
  ])
  const { copies, failures } = await loadModuleSet(paths, { host, jobs: 1 })
  expect([copies.map(({ modname }) => modname).sort(), failures]).toEqual([
    ['four', 'one', 'three', 'two'],
    [],
  ])
})

it.each([
  ['Debian', 'usr/src/linux-headers-6.1/Module.symvers'],
  ['Fedora', 'usr/src/kernels/6.1/Module.symvers'],
  ['Arch', 'usr/lib/modules/6.1/build/Module.symvers'],
])('finds the headers in a package of %s', async (_, path) => {
  const tree = tempTree({ [`h/${path}`]: SYMVERS, 'h/lib/modules/6.1/README': '' })
  for (const place of [tarOf(tree, 'h'), join(tree, 'h')]) {
    const { kind, view } = await openTarget(place)
    expect([kind, view.exportOf('_printk')?.crc]).toEqual(['headers', 7])
  }
})

it('takes a Module.symvers, compressed too, and a kernel in an archive', async () => {
  const tree = tempTree({
    'Module.symvers': SYMVERS,
    'symvers.gz': pack(Buffer.from(SYMVERS), 'gz'),
    'k/lib/modules/6.1/kernel/own.ko': MODULE,
    'k/lib/modules/6.1/modules.dep': '',
  })
  for (const name of ['Module.symvers', 'symvers.gz'])
    expect((await openTarget(join(tree, name))).view.exportOf('_printk')?.crc).toBe(7)
  const { kind, view } = await openTarget(tarOf(tree, 'k'))
  expect([kind, view.vermagic]).toEqual(['kernel', '6.1 SMP '])
})

it('answers the same for a package and for what is in it', () => {
  const tree = tempTree({
    'm/lib/modules/1/one.ko': MODULE,
    'h/usr/src/linux-headers-6.1/Module.symvers': SYMVERS,
  })
  const packed = runForDocument(['abi', tarOf(tree, 'm'), '--against', tarOf(tree, 'h')])
  const plain = runForDocument(['abi', join(tree, 'm'), '--against', join(tree, 'h')])
  const verdicts = ({ document }: typeof plain) =>
    document.modules.map(({ modname, verdicts }: { modname: string; verdicts: object }) => [
      modname,
      verdicts,
    ])
  expect(verdicts(packed)).toEqual(verdicts(plain))
  expect([packed.status, plain.status]).toEqual([0, 0])
})

it('refuses what is neither', async () => {
  const tree = tempTree({ junk: 'no module' })
  await expect(openModules([join(tree, 'junk')])).rejects.toMatchObject({ code: 'KMOD_ARCHIVE' })
  await expect(openTarget(join(tree, 'junk'))).rejects.toMatchObject({ code: 'KMOD_ARCHIVE' })
  await expect(openTarget(join(tree, 'nothing'))).rejects.toMatchObject({ code: 'KMOD_IO' })
})
