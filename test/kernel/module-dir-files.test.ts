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
