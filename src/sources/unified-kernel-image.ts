/**
 * The files of a unified kernel image: those of its initramfs, and the kernel at the name that packages give it, with the
 * release of `.uname`.
 */
import { archiveError, inMember } from '../archives/archive-error.ts'
import { type ByteRange, bytesAt } from '../archives/byte-range.ts'
import type { FileTree } from '../archives/file-tree.ts'
import { peSections } from '../archives/pe.ts'
import { byteString } from '../base/bytes.ts'

/** Linux: a release has at most 64 bytes (__NEW_UTS_LEN). */
const MAX_RELEASE = 64

/** @throws KmodError KMOD_ARCHIVE when it is damaged or has no initramfs, and what `treeOf` throws */
export async function unifiedKernelImage(
  range: ByteRange,
  treeOf: (initramfs: ByteRange) => Promise<FileTree>,
): Promise<FileTree> {
  const sections = new Map(peSections(range).map(({ name, content }) => [name, content]))
  const initramfs = sections.get('.initrd')
  if (initramfs === undefined) throw archiveError('it is a PE file without a section .initrd')
  const tree = await inMember('.initrd', treeOf(initramfs))
  const kernel = sections.get('.linux')
  const release = releaseIn(sections.get('.uname'))
  const path = `boot/vmlinuz-${release}`
  // The initramfs may have a kernel of its own there: that is what a process in it sees.
  if (kernel !== undefined && release !== undefined && tree.find(path) === undefined)
    tree.add({ kind: 'file', path, mode: 0o644, mtimeNs: 0n, content: kernel })
  return tree
}

/** `undefined` for what cannot be part of a file name. */
function releaseIn(section: ByteRange | undefined): string | undefined {
  if (section === undefined || section.size > MAX_RELEASE + 1) return undefined
  const text = byteString(bytesAt(section, 0, section.size)).replace(/[\0\n]+$/, '')
  return /^[^/\0\n]+$/.test(text) ? text : undefined
}
