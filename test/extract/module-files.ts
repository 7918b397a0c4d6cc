/** Module files on the disk, readable ones and others, for the room that reads many. */
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodeHost } from '../../src/host/node-host.ts'
import { type ContainerFormat, pack } from '../support/containers.ts'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'

export const WORKER_URL = new URL('../../dist/extract/worker.js', import.meta.url)

/** Options of extractModules() for all that can be read of modules, on this thread. */
export const EVERYTHING = {
  host: nodeHost,
  jobs: 1,
  exportsAre: 'flagged',
  withTraits: true,
} as const

const CONTAINERS: readonly ContainerFormat[] = ['none', 'gz', 'xz', 'zst']

export const specOf = (i: number): ModuleSpec => ({
  class: i % 3 === 0 ? 32 : 64,
  endian: i % 5 === 0 ? 'msb' : 'lsb',
  exports: [
    { name: `sym_${i}`, crc: i },
    { name: 'common', crc: i, how: 'section' },
  ],
  needs: [`sym_${i + 1}`, { name: 'maybe', weak: true }, 'printk'],
  versions: [
    { name: 'printk', crc: 0xffff0000 + i },
    { name: 'module_layout', crc: 7 },
  ],
  modinfo: [`alias=a${i}`, 'license=GPL', `softdep=pre: m${i}`],
})

/** Ways in which a module cannot be read, and the code that each ends with. */
const UNREADABLE: readonly [string, Uint8Array | undefined][] = [
  ['KMOD_IO', undefined],
  ['KMOD_ELF_MALFORMED', Buffer.from('')],
  ['KMOD_NOT_ELF', Buffer.from('no module at all')],
  ['KMOD_ELF_MALFORMED', buildModule(specOf(1)).slice(0, 200)],
  ['KMOD_COMPRESSION_CORRUPT', pack(buildModule(specOf(1)), 'xz').slice(0, 100)],
  [
    'KMOD_ELF_MALFORMED',
    buildModule({ exports: ['lost'], needs: ['kept'], damage: { trim: { __ksymtab_strings: 1 } } }),
  ],
]

export interface ModuleFiles {
  readonly paths: readonly string[]
  /** Position and code of those that cannot be read. */
  readonly failures: readonly (readonly [number, string])[]
  remove(): void
}

/** `count` modules of all containers; every seventh cannot be read. */
export function writeModules(count: number): ModuleFiles {
  const directory = fs.mkdtempSync(join(tmpdir(), 'tskmod-extract-'))
  const failures: [number, string][] = []
  const paths = Array.from({ length: count }, (_, i) => {
    const path = join(directory, `m${i}.ko`)
    const [code, bytes] = UNREADABLE[Math.floor(i / 7) % UNREADABLE.length] ?? ['', undefined]
    if (i % 7 !== 3) fs.writeFileSync(path, pack(buildModule(specOf(i)), CONTAINERS[i % 4] ?? 'none'))
    else {
      failures.push([i, code])
      if (bytes) fs.writeFileSync(path, bytes)
    }
    return path
  })
  return { paths, failures, remove: () => fs.rmSync(directory, { recursive: true }) }
}
