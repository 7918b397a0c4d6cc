/**
 * Properties of a module that the kernel checks besides its symbols and their versions, small enough to keep for
 * thousands of modules and to send between threads: see loadability/.
 */
import type { ByteSource } from '../base/byte-source.ts'
import { byteString } from '../base/bytes.ts'
import { isKmodError, type KmodError, orElse } from '../base/errors.ts'
import { MODINFO_SECTIONS, openElf } from '../elf/elf-image.ts'
import { readSignatureTraits, type SignatureTraits } from '../signatures/signature-traits.ts'
import { MAX_MODINFO_SIZE } from '../wasm/facts-limits.ts'
import { buildIdIn, readBuildId } from './build-id.ts'
import { type ExportTrait, readSymbolTraits } from './export-traits.ts'
import { type ModinfoField, modinfoSection } from './modinfo-section.ts'
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

/** What is read of a module as modinfo reads it. */
export interface ModinfoTexts {
  /** As in ModuleTraits. */
  readonly modinfo: string
  readonly buildId: Uint8Array | undefined
}

/** Reads .modinfo and the build ID where openElf() finds them; returns why that cannot be. */
export function readModinfoTexts(source: ByteSource): ModinfoTexts | KmodError {
  return orElse(
    () => {
      const image = openElf(source, MODINFO_SECTIONS)
      const buildId = readBuildId(image)
      const section = modinfoSection(image)
      return { modinfo: section ? byteString(source.bytes, section.start, section.end) : '', buildId }
    },
    (_, error) => error,
    isKmodError,
  )
}

/**
 * @param texts those of a file that openElf() refuses are looked for in what sections there are
 * @returns undefined if it is not a complete ELF file
 */
export function readModuleTraits(
  source: ByteSource,
  texts: ModinfoTexts | KmodError = readModinfoTexts(source),
): ModuleTraits | undefined {
  const elf = walkSections(source)
  if (elf === undefined) return undefined
  const { elfClass, littleEndian, machine, sections } = elf
  const basic = sections.has('__versions')
  const { modinfo, buildId } = isKmodError(texts) ? walkedTexts(source, elf) : texts
  return {
    elfClass,
    littleEndian,
    machine,
    modinfo,
    versions: sections.has('__version_ext_crcs') ? 'extended' : basic ? 'basic' : 'none',
    hasBasicVersions: basic,
    ...readSymbolTraits(source, elf),
    buildId: Buffer.from(buildId ?? []).toString('hex'),
    signature: readSignatureTraits(source),
  }
}

function walkedTexts(source: ByteSource, { sections, littleEndian }: WalkedElf): ModinfoTexts {
  const section = sections.get('.modinfo')
  const note = sections.get('.note.gnu.build-id')
  const isRead = section !== undefined && section.end - section.start <= MAX_MODINFO_SIZE
  for (const one of [isRead ? section : undefined, note]) if (one) source.load(one.start, one.end)
  return {
    modinfo: isRead ? byteString(source.bytes, section.start, section.end) : '',
    buildId: note && buildIdIn(source, note, littleEndian),
  }
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
