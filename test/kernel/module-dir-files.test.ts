import { describe, expect, it } from 'vitest'
import { findSymbolFile, readBeside } from '../../src/kernel/module-dir-files.ts'
import { openKernel } from '../../src/kernel/open-kernel.ts'
import { kernelTree, MODULE_DIR, RELEASE } from './kernel-tree.ts'

const place = (more = {}) => openKernel({ root: kernelTree(more) }).place

describe('findSymbolFile()', () => {
  it('finds System.map where distributions put it', () => {
    const there = place({ [`boot/System.map-${RELEASE}`]: '' })
    expect(findSymbolFile(there)).toEqual({ systemMap: `${there.root}/boot/System.map-${RELEASE}` })
  })

  it('follows the build link below the root, and prefers Module.symvers', () => {
    const there = place({
      [`boot/System.map-${RELEASE}`]: '',
      [`${MODULE_DIR}/build`]: { link: '/usr/src/headers' },
      'usr/src/headers/Module.symvers': '',
    })
    expect(findSymbolFile(there)).toEqual({ symvers: `${there.root}/usr/src/headers/Module.symvers` })
  })

  it.each([
    `usr/lib/debug/boot/System.map-${RELEASE}`,
    `usr/lib/debug/lib/modules/${RELEASE}/System.map`,
    `usr/lib/debug/usr/lib/modules/${RELEASE}/System.map`,
  ])('prefers the real System.map of a debug package, %s, to a stub', (path) => {
    const there = place({ [path]: '', [`boot/System.map-${RELEASE}`]: '' })
    expect(findSymbolFile(there)).toEqual({ systemMap: `${there.root}/${path}` })
  })

  it.each([
    `${MODULE_DIR}/symvers.xz`,
    `${MODULE_DIR}/symvers.gz`,
    `boot/symvers-${RELEASE}.zst`,
    `boot/symvers-${RELEASE}.gz`,
    `usr/src/kernels/${RELEASE}/Module.symvers`,
  ])('finds %s', (path) => {
    const there = place({ [path]: '' })
    expect(findSymbolFile(there)).toEqual({ symvers: `${there.root}/${path}` })
  })

  it('does not take a directory for a file', () => {
    expect(findSymbolFile(place({ [`${MODULE_DIR}/symvers/x`]: '' }))).toEqual({})
  })

  it('finds nothing where nothing is', () => {
    expect(findSymbolFile(place())).toEqual({})
  })
})

describe('readBeside()', () => {
  it('reads what is there', () => {
    expect(Buffer.from(readBeside(place(), 'modules.builtin') ?? []).toString()).toBe(
      'kernel/fs/ext4/ext4.ko\n',
    )
    expect(readBeside(place(), 'modules.nothing')).toBeUndefined()
  })
})
