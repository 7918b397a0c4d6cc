import { describe, expect, it } from 'vitest'
import { type KernelOptions, locateKernel } from '../../src/kernel/kernel-location.ts'
import { tempTree } from '../support/temp-tree.ts'
import { kernelTree, MODULE_DIR, RELEASE } from './kernel-tree.ts'

const problemOf = (options: KernelOptions): string => {
  try {
    locateKernel(options)
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return `${code} ${message}`
  }
  return 'none'
}

describe('locateKernel()', () => {
  it('takes the only release below the root', () => {
    const root = kernelTree()
    expect(locateKernel({ root: `${root}/` })).toMatchObject({
      root,
      release: RELEASE,
      moduleDir: `${root}/${MODULE_DIR}`,
    })
  })

  it('looks below another directory of the root', () => {
    const root = tempTree({ 'opt/modules/1.0/modules.order': '' })
    expect(locateKernel({ root, moduleDirectory: '/opt/modules/' }).moduleDir).toBe(`${root}/opt/modules/1.0`)
  })

  it('finds a kernel that is in usr/lib/modules alone, by itself and by its release', () => {
    const root = tempTree({ 'usr/lib/modules/7.2/modules.order': '', 'lib/modules': { kind: 'directory' } })
    const found = { moduleDir: `${root}/usr/lib/modules/7.2`, moduleDirectory: 'usr/lib/modules' }
    expect(locateKernel({ root })).toMatchObject(found)
    expect(locateKernel({ root, release: '7.2' })).toMatchObject(found)
    expect(problemOf({ root, moduleDirectory: 'lib/modules' })).toContain('nothing below')
  })

  it('prefers lib/modules', () => {
    const root = tempTree({ 'usr/lib/modules/2/x': '', 'lib/modules/1/x': '' })
    expect(locateKernel({ root }).moduleDirectory).toBe('lib/modules')
    expect(locateKernel({ root, release: '2' }).moduleDirectory).toBe('usr/lib/modules')
  })

  it('takes the directory of the releases for that of the modules where they lie in it', () => {
    const root = tempTree({ 'lib/modules/ufs.ko': '', 'lib/modules/modules.load': '' })
    expect(locateKernel({ root })).toMatchObject({
      moduleDir: `${root}/lib/modules`,
      release: 'modules',
      isFlat: true,
    })
  })

  it('leaves dots and repeated slashes out of the root', () => {
    const root = kernelTree()
    for (const written of [`${root}/.`, `${root}//`, `${root.replaceAll('/', '/./')}/./.`, `/${root}`])
      expect(locateKernel({ root: written }).root).toBe(root)
    expect(locateKernel({ root: `${root}/lib/..` }).root).toBe(`${root}/lib/..`)
  })

  it('asks for a name when there are several', () => {
    const root = tempTree({
      'lib/modules/1.0': { kind: 'directory' },
      'lib/modules/2.0': { kind: 'directory' },
    })
    expect(problemOf({ root })).toBe('KMOD_USAGE Several kernels are there, name one: 1.0, 2.0')
    expect(locateKernel({ root, release: '2.0' }).release).toBe('2.0')
  })

  it('lists the releases when one is missing', () => {
    const root = kernelTree()
    expect(problemOf({ root, release: '7.0' })).toBe(
      `KMOD_IO Cannot find the kernel "${root}/lib/modules/7.0": there are ${RELEASE}`,
    )
    expect(problemOf({ root: `${root}/none` })).toBe(
      `KMOD_IO Cannot find a kernel: "${root}/none": No such file or directory`,
    )
  })

  it.each(['', 'a/b', '..', 'a\0'])('refuses the release %j', (release) => {
    expect(problemOf({ root: '/', release })).toMatch(/^KMOD_USAGE Expected a kernel release/)
  })

  it('refuses an empty root', () => {
    expect(problemOf({ root: '' })).toMatch(/^KMOD_USAGE/)
  })
})
