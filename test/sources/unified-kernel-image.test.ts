import { execFileSync } from 'node:child_process'
import { describe, expect } from 'vitest'
import { memoryRange } from '../../src/archives/byte-range.ts'
import { nodeHost } from '../../src/host/node-host.ts'
import { archiveTree } from '../../src/sources/archive-tree.ts'
import { itWith } from '../support/programs.ts'
import { contentOf, expectSameFiles, sampleRoot } from '../support/sample-root.ts'
import { tempTree } from '../support/temp-tree.ts'
import { unifiedImage } from '../support/unified-image.ts'

const it = itWith('objcopy', 'gcc', 'cpio', 'zstd')

const initramfs = (root: string): Buffer =>
  execFileSync(
    'sh',
    ['-ec', 'find . -mindepth 1 | sort | cpio --quiet -o -H newc | zstd -q --long=27 | cat'],
    {
      cwd: root,
      maxBuffer: 2 ** 26,
    },
  )
const treeOf = (sections: Readonly<Record<string, string | Uint8Array>>) =>
  archiveTree(memoryRange(unifiedImage(sections)), { host: nodeHost })
const messageOf = (result: Promise<unknown>): Promise<string> =>
  result.then(
    () => 'read',
    (error: Error) => error.message,
  )

const KERNEL = 'MZ kernel'.repeat(300)

describe('unifiedKernelImage()', () => {
  it('has the files of .initrd', async () => {
    const root = sampleRoot()
    expectSameFiles(await treeOf({ '.initrd': initramfs(root) }), root)
  })

  it('has the kernel of .linux at the name that packages give it', async () => {
    const root = tempTree({ init: '#!/bin/sh\n' })
    const sections = { '.initrd': initramfs(root), '.linux': KERNEL, '.uname': '6.12.0-x\n' }
    const tree = await treeOf(sections)
    expect(contentOf(tree.find('/boot/vmlinuz-6.12.0-x')).toString().replace(/\0+$/, '')).toBe(KERNEL)
    expect(contentOf(tree.find('/init')).toString()).toBe('#!/bin/sh\n')
  })

  it('leaves a kernel of the initramfs in its place', async () => {
    const root = tempTree({ 'boot/vmlinuz-6.12.0-x': 'own' })
    const tree = await treeOf({ '.initrd': initramfs(root), '.linux': KERNEL, '.uname': '6.12.0-x' })
    expect(contentOf(tree.find('/boot/vmlinuz-6.12.0-x')).toString()).toBe('own')
  })

  it.each([undefined, '', 'a/b', '../../x', 'x'.repeat(80)])(
    'has no kernel with the release %j',
    async (release) => {
      const root = tempTree({ init: '' })
      const named = release === undefined ? {} : { '.uname': release }
      const tree = await treeOf({ '.initrd': initramfs(root), '.linux': KERNEL, ...named })
      expect(tree.find('/boot')).toBeUndefined()
    },
  )

  it('says what is wrong with one that is damaged', async () => {
    expect(await messageOf(treeOf({ '.linux': KERNEL }))).toBe('it is a PE file without a section .initrd')
    expect(await messageOf(treeOf({ '.initrd': 'no archive' }))).toMatch(/^"\.initrd": /)
  })
})
