/**
 * Properties of a module that the kernel checks besides its symbols and their versions, small enough to keep for
 * thousands of modules and to send between threads: see loadability/.
 */
import type { ByteSource } from '../base/byte-source.ts'
import { byteString } from '../base/bytes.ts'
import { readSignatureTraits, type SignatureTraits } from '../signatures/signature-traits.ts'
import { type ExportTrait, readSymbolTraits } from './export-traits.ts'
import type { ModinfoField } from './modinfo-section.ts'
import { type WalkedElf, walkSections } from './section-walk.ts'

export interface ModuleTraits {
  readonly elfClass: 32 | 64
  readonly littleEndian: boolean
  /** EM_*, as it is in the ELF header. */
  readonly machine: number
  /** The text of .modinfo: `key=value` strings, each ended by NUL. */
  readonly modinfo: string
  /** Which sections hold the versions of needed symbols. */
  readonly versions: 'none' | 'basic' | 'extended'
  /** Whether there is `__versions`, even in addition to extended ones. */
  readonly hasBasicVersions: boolean
  readonly exports: readonly ExportTrait[]
  /** The number of needed symbols that come from the symbol table; the rest are version records of other names. */
  readonly undefinedCount: number
  /** Hex; empty if there is none. */
  readonly buildId: string
  readonly signature: SignatureTraits
}

const MAX_MODINFO = 1 << 24

/** @returns undefined if it is not a complete ELF file */
export function readModuleTraits(source: ByteSource): ModuleTraits | undefined {
  const elf = walkSections(source)
  if (elf === undefined) return undefined
  const { elfClass, littleEndian, machine, sections } = elf
  const basic = sections.has('__versions')
  return {
    elfClass,
    littleEndian,
    machine,
    modinfo: textOf(source, elf, '.modinfo'),
    versions: sections.has('__version_ext_crcs') ? 'extended' : basic ? 'basic' : 'none',
    hasBasicVersions: basic,
    ...readSymbolTraits(source, elf),
    buildId: buildIdOf(source, elf),
    signature: readSignatureTraits(source),
  }
}

function textOf(source: ByteSource, { sections }: WalkedElf, name: string): string {
  const section = sections.get(name)
  if (section === undefined || section.end - section.start > MAX_MODINFO) return ''
  source.load(section.start, section.end)
  return byteString(source.bytes, section.start, section.end)
}

/** A note: lengths of name and content, kind, and the two, each padded to four bytes. The name is `GNU`. */
function buildIdOf(source: ByteSource, { sections }: WalkedElf): string {
  const note = sections.get('.note.gnu.build-id')
  if (note === undefined || note.end - note.start < 16 + 1) return ''
  source.load(note.start, note.end)
  return Buffer.from(source.bytes.subarray(note.start + 16, note.end)).toString('hex')
}

/** The fields of `modinfo`, in order. */
export const modinfoFields = (modinfo: string): ModinfoField[] =>
  modinfo.split('\0').flatMap((text) => {
    if (text === '') return []
    const at = text.indexOf('=')
    return [at < 0 ? { key: text, value: '' } : { key: text.slice(0, at), value: text.slice(at + 1) }]
  })

/** The first value of a key, as the kernel's get_modinfo() finds it; undefined if there is none. */
export function modinfoValue(modinfo: string, key: string): string | undefined {
  const wanted = `${key}=`
  for (let at = 0; ; ) {
    const found = modinfo.indexOf(wanted, at)
    if (found < 0) return undefined
    if (found === 0 || modinfo[found - 1] === '\0') {
      const end = modinfo.indexOf('\0', found)
      return modinfo.slice(found + wanted.length, end < 0 ? undefined : end)
    }
    at = found + 1
  }
}

/** All values of a key. */
export function modinfoValues(modinfo: string, key: string): string[] {
  const wanted = `${key}=`
  const values: string[] = []
  for (let at = modinfo.indexOf(wanted); at >= 0; at = modinfo.indexOf(wanted, at + 1)) {
    if (at > 0 && modinfo[at - 1] !== '\0') continue
    const end = modinfo.indexOf('\0', at)
    values.push(modinfo.slice(at + wanted.length, end < 0 ? undefined : end))
  }
  return values
}
