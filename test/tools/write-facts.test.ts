import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openFacts, openKernel, toByteString } from '../../src/index.ts'
import { makeFacts, writeFacts } from '../../src/tools/write-facts.ts'
import { buildModule } from '../support/elf-builder.ts'
import { SMALL_DIR, SMALL_RELEASE, unindexedTree } from '../support/module-tree.ts'
import { tempTree } from '../support/temp-tree.ts'

const treeOf = (): string =>
  unindexedTree(
    {
      'kernel/a': { exports: ['a'], modinfo: ['firmware=fw.bin'] },
      'kernel/b': { needs: ['a'] },
      'updates/a': { exports: ['a'] },
    },
    {
      [`${SMALL_DIR}/kernel/bad.ko`]: 'no module at all',
      [`${SMALL_DIR}/vmlinuz`]: 'the kernel itself',
      [`${SMALL_DIR}/build`]: { link: '/usr/src/linux' },
      [`${SMALL_DIR}/extra`]: { link: '../../../opt/extra' },
      'opt/extra/c.ko': buildModule({ modinfo: ['license=GPL'] }),
      'usr/src/linux/Module.symvers': '0x00000001\tprintk\tvmlinux\tEXPORT_SYMBOL\n',
      'usr/src/linux/kernel/source.c': 'unrelated',
      [`boot/config-${SMALL_RELEASE}`]: 'CONFIG_MODULES=y\n',
      'lib/firmware/fw.bin': 'firmware',
      'etc/modprobe.d/a.conf': 'blacklist a\n',
      'etc/passwd': 'unrelated',
    },
  )

async function storedBy(root: string) {
  const file = `${tempTree({})}/kernel.facts`
  const written = await writeFacts(openKernel({ root }), file)
  return { written, file, ...(await openFacts(file)) }
}

describe('writeFacts()', () => {
  it('keeps names, what is read of modules, and small files', async () => {
    const { written, root, host } = await storedBy(treeOf())
    expect(written).toMatchObject({
      modules: 5,
      unreadable: [`/${SMALL_DIR}/kernel/bad.ko`],
      hasDigests: false,
    })
    const textAt = (path: string): string =>
      Buffer.from(host.readFile(toByteString(`${root}/${path}`))).toString()
    expect(textAt('etc/modprobe.d/a.conf')).toBe('blacklist a\n')
    expect(textAt(`boot/config-${SMALL_RELEASE}`)).toBe('CONFIG_MODULES=y\n')
    expect(textAt(`${SMALL_DIR}/modules.order`)).toContain('kernel/a.ko')
    expect(textAt('usr/src/linux/Module.symvers')).toContain('printk')
    expect(host.exists(`${root}/etc/passwd`)).toBe(false)
    expect(host.exists(`${root}/usr/src/linux/kernel`)).toBe(false)
    expect(host.status(`${root}/lib/firmware/fw.bin`).size).toBe(8)
    for (const path of ['lib/firmware/fw.bin', `${SMALL_DIR}/vmlinuz`, `${SMALL_DIR}/kernel/a.ko`])
      expect(() => textAt(path)).toThrow('not in the file of facts')
  })

  it('keeps copies that were lost, and links to modules', async () => {
    const { root, host } = await storedBy(treeOf())
    const kernel = openKernel({ root, host })
    expect(kernel.modules().map(({ relpath }) => relpath)).toContain('updates/a.ko')
    expect(kernel.lost().map(({ copy }) => copy.relpath)).toEqual(['kernel/a.ko'])
    const facts = await kernel.factsOf(kernel.lost().map(({ copy }) => copy))
    expect(facts.exported(0).map(({ name }) => name)).toEqual(['a'])
    expect(kernel.module('c')?.relpath).toBe('extra/c.ko')
  })

  it('names the root of the file in the errors of modules', async () => {
    const { root, host } = await storedBy(treeOf())
    const kernel = openKernel({ root, host })
    const { failures, modules } = await kernel.facts()
    const [[position = -1, failure] = []] = failures
    expect(modules[position]?.relpath).toBe('kernel/bad.ko')
    expect(failure?.cause).toBe('KMOD_NOT_ELF')
  })

  it('writes the same bytes for the same tree, also of its own file', async () => {
    const root = treeOf()
    const { file, ...source } = await storedBy(root)
    const again = await makeFacts(openKernel({ root }))
    expect(fs.readFileSync(file).equals(again.bytes)).toBe(true)
    const ofFacts = await makeFacts(openKernel({ root: source.root, host: source.host }))
    expect(Buffer.from(ofFacts.bytes).equals(again.bytes)).toBe(true)
  })

  it('adds digests of contents on request', async () => {
    const root = treeOf()
    const made = await makeFacts(openKernel({ root }), { digests: true })
    expect(made.hasDigests).toBe(true)
    expect(made.size).toBeGreaterThan((await makeFacts(openKernel({ root }))).size)
  })

  it('refuses options that it does not know, and leaves an old file when it fails', async () => {
    const kernel = openKernel({ root: treeOf() })
    await expect(writeFacts(kernel, '/x', { digest: true } as object)).rejects.toThrow('got `digest`')
    const top = tempTree({ 'old/x': 'x' })
    await expect(writeFacts(kernel, `${top}/old`)).rejects.toMatchObject({ code: 'KMOD_IO' })
    expect(fs.readdirSync(`${top}/old`)).toEqual(['x'])
    const aborted = openKernel({ root: treeOf(), signal: AbortSignal.abort(new Error('stopped')) })
    await expect(writeFacts(aborted, `${top}/new`)).rejects.toThrow('stopped')
    expect(fs.existsSync(`${top}/new`)).toBe(false)
  })
})
