/** Packages that are damaged where only the last byte shows it: one line, and nothing is written. */
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { kernelTree, RELEASE } from '../../kernel/kernel-tree.ts'
import { itWith } from '../../support/programs.ts'
import { runTsdepmod } from '../../support/run-tsdepmod.ts'
import { tempTree } from '../../support/temp-tree.ts'

const it = itWith('ar', 'xz', 'zstd', 'gzip', 'cpio')

const LARGE = 36 * 1024 ** 2
const shell = (script: string, ...args: readonly string[]): void =>
  void execFileSync('sh', ['-ec', script, 'sh', ...args], { stdio: 'pipe' })

/** An archive of a kernel through a program: with so much beside it that several threads decompress the xz blocks. */
function archive(packer: string, program: string, name: string): string {
  const root = kernelTree({ 'usr/share/large': program.startsWith('xz') ? randomBytes(LARGE) : 'small' })
  const target = join(tempTree({}), name)
  shell(`cd "$1"; ${packer} | ${program} > "$2"`, root, target)
  return target
}

const TAR = 'tar -cf - .'
const CPIO = 'find . -mindepth 1 | cpio --quiet -o -H newc'

/** How far from the end the check of the last data is that the damaged byte belongs to. */
const ARCHIVES: readonly (readonly [string, string, string, number])[] = [
  ['tar.gz', TAR, 'gzip -n', 8],
  ['tar.zst', TAR, 'zstd -q', 1],
  ['tar.xz', TAR, 'xz -0 --check=crc64 --block-size=4MiB', 0],
  ['cpio.gz', CPIO, 'gzip -n', 8],
  ['cpio.zst', CPIO, 'zstd -q', 1],
]

function indexSizeOf(bytes: Buffer): number {
  return (bytes.readUInt32LE(bytes.length - 8) + 1) * 4
}

describe('tsdepmod -b', () => {
  it.each(ARCHIVES)('refuses a %s whose last check is wrong', (name, packer, program, fromEnd) => {
    const path = archive(packer, program, `kernel.${name}`)
    const out = tempTree({})
    const run = () => runTsdepmod(['-C', '/dev/null', '-b', path, '-o', out, RELEASE])
    expect(run()).toMatchObject({ status: 0, stderr: '' })
    const written = fs.readdirSync(join(out, 'lib/modules', RELEASE)).length
    expect(written).toBeGreaterThan(10)
    fs.rmSync(join(out, 'lib'), { recursive: true })

    const bytes = fs.readFileSync(path)
    // The check of the last block of xz is in front of the index and the footer of 12 bytes.
    const at = bytes.length - (fromEnd === 0 ? 12 + indexSizeOf(bytes) + 1 : fromEnd)
    bytes[at] = (bytes[at] ?? 0) ^ 0xff
    fs.writeFileSync(path, bytes)
    const { status, stdout, stderr } = run()
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^tsdepmod: FATAL: Cannot read ".*": Cannot decompress \w+ data: .*\n$/)
    expect(stderr).toContain(`"${path}"`)
    expect(fs.readdirSync(out)).toEqual([])
  })

  it.each(ARCHIVES)('refuses a %s that is cut', (name, packer, program) => {
    const path = archive(packer, program, `kernel.${name}`)
    const out = tempTree({})
    fs.truncateSync(path, fs.statSync(path).size - 7)
    const { status, stdout, stderr } = runTsdepmod(['-C', '/dev/null', '-b', path, '-o', out, RELEASE])
    expect([status, stdout, stderr.split('\n').length]).toEqual([1, '', 2])
    expect(stderr).toMatch(/^tsdepmod: FATAL: Cannot read ".*": /)
    expect(fs.readdirSync(out)).toEqual([])
  })
})
