/** Modules to start from: every form that our builder makes, and real ones where the machine has some. */
import * as fs from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { buildModule, type ModuleSpec } from '../support/elf-builder.ts'
import { appendSignature, pkcs7, signerInfo } from '../support/signature-builder.ts'

const MODINFO = [
  'license=GPL',
  'alias=pci:v00008086d*sv*',
  'softdep=pre: a post: b',
  'parm=x:a number',
  'parmtype=x:int',
]

const SPECS: readonly ModuleSpec[] = [
  { modinfo: MODINFO },
  {
    modinfo: MODINFO,
    exports: [{ name: 'out', crc: 1 }, { name: 'in_section', crc: 2, how: 'section' }, 'plain'],
    namespaces: ['NS'],
    needs: ['_printk', { name: 'maybe', weak: true }],
    versions: [
      { name: 'module_layout', crc: 3 },
      { name: '_printk', crc: 4 },
    ],
  },
  { modinfo: MODINFO, needs: ['a'], extendedVersions: [{ name: 'a', crc: 5 }], extendedNumbering: true },
  { modinfo: ['alias=x'], needs: ['.a'], registers: ['%g2'], machine: 43, endian: 'msb' },
]

const FORMATS = [
  { class: 64, endian: 'lsb' },
  { class: 32, endian: 'lsb' },
  { class: 64, endian: 'msb' },
  { class: 32, endian: 'msb' },
] as const

/** A small module with everything that a module can have. */
export const fullModule = (): Uint8Array => buildModule(SPECS[1] ?? {})

export const signedModule = (): Uint8Array => appendSignature(fullModule(), pkcs7(signerInfo()))

export const builtModules = (): Uint8Array[] => [
  ...FORMATS.flatMap((format) => SPECS.map((spec) => buildModule({ ...format, ...spec }))),
  signedModule(),
  appendSignature(fullModule(), Buffer.from('SIGNERKEYSIG'), { idType: 0, signerLength: 6, keyIdLength: 3 }),
]

const CORPUS = join(homedir(), '.cache/tskmod/corpus')
const LARGEST = 16 * 1024

/** Small modules of the kernels that `npm run conformance` has fetched; none on a machine without them. */
export function realModules(suffix: '.ko' | '.ko.xz', count: number): Uint8Array[] {
  const found: string[] = []
  const visit = (directory: string): void => {
    for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
      if (found.length >= count) return
      const path = join(directory, entry.name)
      if (entry.isDirectory()) visit(path)
      else if (entry.name.endsWith(suffix) && fs.statSync(path).size <= LARGEST) found.push(path)
    }
  }
  if (fs.existsSync(CORPUS)) visit(CORPUS)
  return found.map((path) => fs.readFileSync(path))
}
