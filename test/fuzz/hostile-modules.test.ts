/**
 * Modules that are small on disk and need more memory than any machine has. A run of depmod over them ends, reports
 * each in one line, and makes the files from the others.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { extractModuleFacts } from '../../src/facts/module-facts.ts'
import { MAX_MODINFO_FIELDS, MAX_MODINFO_SIZE, MAX_SYMBOL_NAME_LENGTH } from '../../src/wasm/facts-limits.ts'
import { gzipBomb, xzBomb, zstdBomb } from '../support/bombs.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { layOut, moduleDirOf, put, RELEASE, runTsdepmod } from '../support/run-tsdepmod.ts'

const GIB = 1024 ** 3
const MIB = 1024 ** 2

/** The maximum number is accepted, one more is not. */
const limits: readonly (readonly [name: string, fine: ModuleSpec, refused: ModuleSpec, message: string])[] = [
  [
    'a needed name',
    { needs: ['a'.repeat(MAX_SYMBOL_NAME_LENGTH)] },
    { needs: ['a'.repeat(MAX_SYMBOL_NAME_LENGTH + 1)] },
    'a name has more than',
  ],
  [
    'an exported name',
    { exports: ['a'.repeat(MAX_SYMBOL_NAME_LENGTH)] },
    { exports: ['a'.repeat(MAX_SYMBOL_NAME_LENGTH + 1)] },
    'a name has more than',
  ],
  [
    'a name with a version',
    { needs: ['b'], extendedVersions: [{ name: 'a'.repeat(MAX_SYMBOL_NAME_LENGTH), crc: 1 }] },
    { needs: ['b'], extendedVersions: [{ name: 'a'.repeat(MAX_SYMBOL_NAME_LENGTH + 1), crc: 1 }] },
    'a name has more than',
  ],
  [
    'fields of .modinfo',
    { modinfo: new Array<string>(MAX_MODINFO_FIELDS).fill('a=') },
    { modinfo: new Array<string>(MAX_MODINFO_FIELDS + 1).fill('a=') },
    'fields in .modinfo',
  ],
  [
    'bytes of .modinfo',
    { modinfo: [`a=${'x'.repeat(MAX_MODINFO_SIZE - 3)}`] },
    { modinfo: [`a=${'x'.repeat(MAX_MODINFO_SIZE)}`] },
    'bytes of .modinfo',
  ],
  [
    'names that share one tail',
    { needs: sharedTails(100) },
    { needs: sharedTails(20_000) },
    'all names have more than',
  ],
]

/** The builder gives equal names one string; these get strings of their own, as long as a name may be. */
function sharedTails(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${i}`.padStart(MAX_SYMBOL_NAME_LENGTH, 'x'))
}

describe('limits of a module', () => {
  it.each(limits)('%s', (_, fine, refused, message) => {
    expect(() => extractModuleFacts(buildModule(fine))).not.toThrow()
    expect(() => extractModuleFacts(buildModule(refused))).toThrow(
      expect.objectContaining({ code: 'KMOD_LIMIT', message: expect.stringContaining(message) }),
    )
  })
})

describe('tsdepmod and compressed modules that expand to far more than they are', () => {
  it('reports each in one line, quickly, and still makes the files', () => {
    const root = layOut({ 'kernel/good.ko': { modinfo: ['alias=good'] } })
    const bombs = { 'a.ko.gz': gzipBomb(GIB), 'b.ko.xz': xzBomb(10 * GIB), 'c.ko.zst': zstdBomb(10 * GIB) }
    for (const [name, bytes] of Object.entries(bombs)) {
      expect(bytes.length, name).toBeLessThan(2 * MIB)
      put(join(moduleDirOf(root), name), bytes)
    }
    const begin = performance.now()
    const { status, stderr } = runTsdepmod(['-b', root, RELEASE])
    console.log(`three bombs in ${Math.round(performance.now() - begin)} ms`)
    expect(status).toBe(0)
    expect(stderr.trimEnd().split('\n').sort()).toEqual(
      Object.entries(bombs).map(([name, { length }]) =>
        expect.stringMatching(
          new RegExp(
            `^tsdepmod: ERROR: failed to load symbols from .*/${name}: .*: ${length} bytes expand to more than \\d+\\)$`,
          ),
        ),
      ),
    )
    const dep = readFileSync(join(moduleDirOf(root), 'modules.dep'), 'latin1')
    expect(dep.split('\n').sort()).toEqual(['', 'a.ko.gz:', 'b.ko.xz:', 'c.ko.zst:', 'kernel/good.ko:'])
  })
})
