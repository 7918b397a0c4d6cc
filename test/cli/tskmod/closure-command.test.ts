import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { kernelTree, MODULE_DIR } from '../../kernel/kernel-tree.ts'
import { temporaryDirectory } from '../../support/run-tsdepmod.ts'
import { runForDocument, runTskmod, TSKMOD, wideLines } from '../../support/run-tskmod.ts'

describe('tskmod closure', () => {
  it('shows the modules in load order, and what to do next', () => {
    const root = kernelTree({ 'lib/firmware/intel/e1000.bin.xz': 'x' })
    const { status, stdout, stderr } = runTskmod(['closure', 'dm-crypt', 'fs-ext4', 'e1000', '--root', root])
    expect([status, stderr]).toEqual([0, ''])
    const text = stdout.replaceAll(root, 'ROOT').replace(/[\d.]+ KiB/g, (size) => 'S'.padStart(size.length))
    expect(text).toMatch(/^5 modules, 1 builtin, 1 firmware file, +S$/m)
    expect(text).toMatch(/^ {2}4 {2}dm_crypt .* asked for$/m)
    expect(text).toMatch(/^ {2}3 {2}aes_generic .* softdep pre of dm_crypt$/m)
    expect(text).toMatch(/^Builtin nothing to load\n {2}ext4 {2}asked for: fs-ext4$/m)
    expect(text).toMatch(/^ {7}1 B {2}e1000 {2}lib\/firmware\/intel\/e1000\.bin\.xz$/m)
    expect(text).toContain('tskmod why dm_crypt dm_mod --root ROOT')
    expect(wideLines(stdout)).toEqual([])
  })

  it('gives a document', () => {
    const { status, document } = runForDocument([
      'closure',
      'dm-crypt',
      'fs-ext4',
      'e1000',
      '--root',
      kernelTree(),
    ])
    expect(status).toBe(0)
    expect(document).toMatchObject({
      source: 'modules',
      builtins: [{ modname: 'ext4' }],
      missing: [{ kind: 'firmware', name: 'intel/e1000.bin', for: 'e1000', isAllowed: true }],
      installed: null,
    })
    expect(document.modules).toHaveLength(5)
  })

  it.each([
    ['names', 'crypto\naes_generic\n'],
    [
      'paths',
      `ROOT/${MODULE_DIR}/kernel/crypto/crypto.ko\nROOT/${MODULE_DIR}/kernel/crypto/aes-generic.ko\n`,
    ],
    ['firmware', ''],
    ['missing', ''],
  ])('prints only %s', (what, expected) => {
    const root = kernelTree()
    const { stdout } = runTskmod(['closure', 'aes', '--print', what, '--root', root])
    expect(stdout.replaceAll(root, 'ROOT')).toBe(expected)
  })

  it('gives 1 for what is missing, unless it may be', () => {
    const args = ['closure', 'crypto', 'no-body', '--root', kernelTree()]
    const refused = runTskmod(args)
    expect(refused.status).toBe(1)
    expect(refused.stdout).toMatch(/^Missing 1 required item\n {2}name {2}no-body$/m)
    expect(refused.stdout).toContain('add --allow-missing no-body  go on without')
    // Hints are for terminals, unless they are asked for.
    expect(runTskmod(args, { TSKMOD_HINTS: '' }).stdout).not.toContain('Next')
    expect(runTskmod([...args, '--allow-missing', 'x,no_body']).status).toBe(0)
    expect(runForDocument(args)).toMatchObject({ status: 1, document: { missing: [{ isAllowed: false }] } })
  })

  it('allows an alias with commas to be missing, however it is given', () => {
    const alias = 'of:NuartT<NULL>Carm,pl011,x'
    const args = ['closure', 'aes', alias, 'gone', '--root', kernelTree()]
    expect(runTskmod([...args, '--allow-missing', alias]).status).toBe(1)
    expect(runTskmod([...args, '--allow-missing', alias, '--allow-missing', 'gone']).status).toBe(0)
    expect(runTskmod([...args, '--allow-missing', `gone,${alias}`]).status).toBe(0)
    const next = runTskmod(args).stdout.replace(/\s+/g, ' ')
    expect(next).toContain(`add --allow-missing '${alias}' --allow-missing gone`)
  })

  it('installs', () => {
    const image = `${temporaryDirectory()}/image`
    const args = ['closure', 'aes', '--root', kernelTree(), '--install', image]
    const { status, stdout } = runTskmod(args)
    expect(status).toBe(0)
    expect(stdout).toContain(`Installed below ${image}`)
    expect(stdout).toMatch(/11 index files written by depmod/)
    expect(existsSync(`${image}/${MODULE_DIR}/modules.dep.bin`)).toBe(true)
    const { document } = runForDocument(args)
    expect(document.installed).toMatchObject({ directory: image, files: 0, unchanged: 5, links: 0 })
  })

  it('makes no image that lacks something, and writes nowhere else', () => {
    const root = kernelTree()
    const image = `${temporaryDirectory()}/image`
    expect(runTskmod(['closure', 'nobody', '--root', root, '--install', image]).status).toBe(1)
    expect(existsSync(image)).toBe(false)
    const own = runTskmod(['closure', 'crypto', '--root', root, '--install', root])
    expect([own.status, own.stderr]).toEqual([
      2,
      `tskmod: Cannot install into "${root}": it is the kernel's own root\n`,
    ])
  })

  it('takes names from a file, and thousands of them', () => {
    const root = kernelTree()
    writeFileSync(`${root}/names`, `aes\n${'crypto\n'.repeat(3000)}`)
    expect(
      runTskmod(['closure', '--names-from', `${root}/names`, '--root', root, '--print', 'names']).stdout,
    ).toBe('crypto\naes_generic\n')
    const { stdout } = spawnSync(
      process.execPath,
      [TSKMOD, 'closure', '--names-from', '-', '--root', root, '--print', 'names'],
      {
        input: 'crypto\n',
        encoding: 'utf8',
      },
    )
    expect(stdout).toBe('crypto\n')
  })

  it('takes filters', () => {
    const args = ['closure', '=', '--root', kernelTree(), '--print', 'names']
    expect(runTskmod([...args, '--symbol', '^crypto_', '--not-path', '/md/']).stdout).toBe(
      'crypto\naes_generic\n',
    )
    expect(runTskmod([...args, '--not-name', 'dm_|crypto|aes']).stdout).toBe('e1000\n')
    expect(runTskmod([...args, '--symbol', '(']).status).toBe(2)
  })

  it('asks for names', () => {
    const { status, stderr } = runTskmod(['closure', '--root', kernelTree()])
    expect([status, stderr]).toEqual([2, 'tskmod: no names given; see tskmod closure --help\n'])
  })

  it('reports an error of the host', () => {
    const root = kernelTree()
    const file = `${temporaryDirectory()}/file`
    writeFileSync(file, '')
    mkdirSync(`${root}/x`)
    const { status, stderr } = runTskmod(['closure', 'crypto', '--root', root, '--install', `${file}/below`])
    expect(status).toBe(2)
    expect(stderr).toMatch(/^tskmod: Cannot create directory ".*": Not a directory\n$/)
  })
})
