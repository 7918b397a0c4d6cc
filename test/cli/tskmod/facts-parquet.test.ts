import * as fs from 'node:fs'
import { describe, expect, it } from 'vitest'
import { rootOf } from '../../fleet/two-kernels.ts'
import { kernelTree, MODULE_DIR } from '../../kernel/kernel-tree.ts'
import { runForDocument, runTskmod } from '../../support/run-tskmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

const RELEASE = '6.1.0-10-amd64'

describe('tskmod facts --parquet', () => {
  it('adds a kernel, with the symbols that are below its root', () => {
    const directory = `${tempTree({ '.keep': '' })}/tables`
    const root = rootOf(RELEASE)
    fs.mkdirSync(`${root}/usr/src/linux-headers-${RELEASE}`, { recursive: true })
    fs.writeFileSync(
      `${root}/usr/src/linux-headers-${RELEASE}/Module.symvers`,
      '0x00000021\t_printk\tvmlinux\tEXPORT_SYMBOL\t\n0x00000099\tother\tvmlinux\tEXPORT_SYMBOL_GPL\tNS\n',
    )
    const { status, stdout, stderr } = runTskmod([
      ...['facts', '--parquet', directory, '--origin', 'debian', '--root', root],
    ])
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      new RegExp(`^${RELEASE} x86_64 debian: 8 tables, [\\d.]+ KiB in ${directory} $`),
    )
    const { document } = runForDocument(['fleet', directory, 'symbol', 'other'])
    expect(document.rows).toMatchObject([
      { crc: '0x00000099', gpl_only: true, namespace: 'NS', evidence: 'symvers' },
    ])
  })

  it('gives a document, and warns of modules that cannot be read', () => {
    const directory = `${tempTree({ '.keep': '' })}/tables`
    const root = kernelTree({ [`${MODULE_DIR}/kernel/bad.ko`]: 'no module' })
    const { status, stderr } = runTskmod(['facts', '--parquet', directory, '--root', root])
    expect(status).toBe(0)
    expect(stderr).toContain(
      'tskmod: WARNING: bad could not be read: only its name, path and size are there\n',
    )
    const again = runTskmod(['facts', '--parquet', directory, '--root', root, '--json'])
    const document = JSON.parse(again.stdout)
    expect(document).toMatchObject({
      architecture: 'x86_64',
      origin: 'local',
      directory,
      unreadable: ['bad'],
    })
    expect(document.files.length).toBe(8)
  })

  it('refuses what it cannot write to, before reading', () => {
    const root = kernelTree()
    const run = (directory: string, ...more: readonly string[]) =>
      runTskmod(['facts', '--parquet', directory, '--root', root, ...more])
    expect(run('/no/such/place/tables').stderr).toBe(
      "tskmod: Cannot write '/no/such/place/tables': there is no directory '/no/such/place'\n",
    )
    expect(run('').stderr).toBe("tskmod: option '--parquet' has an empty value; see tskmod facts --help\n")
    expect(run('tables', '--origin', '').stderr).toContain("option '--origin' has an empty value")
    const file = `${tempTree({ file: '' })}/file`
    const { status, stderr } = run(file)
    expect([status, stderr.split('\n').length]).toEqual([2, 2])
    expect(stderr).toContain(`Cannot write tables to "${file}": `)
  })
})
