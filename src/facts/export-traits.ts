/**
 * Determines the kind of each exported symbol of a module from its symbol table (Linux: include/linux/export.h,
 * include/asm-generic/export.h, kernel/module/main.c find_module_sections()):
 *
 *   __ksymtab_NAME     one for each export. Up to Linux 7.0 the section determines its users: `__ksymtab` any module,
 *                      `__ksymtab_gpl` modules with a compatible licence. An object that did not go through the final
 *                      link has `___ksymtab+NAME` and `___ksymtab_gpl+NAME` in their place.
 *   __flags_NAME       a byte in `__kflagstab`, since Linux 7.1; bit 0: only for compatible licences
 *   __kstrtabns_NAME   where the namespace is, in `__ksymtab_strings`: a string that may be empty
 */
import type { ByteSource } from '../base/byte-source.ts'
import { byteAt, byteString, bytesOf, findNul, hasAt } from '../base/bytes.ts'
import { EM_SPARC, EM_SPARCV9 } from '../elf/elf-constants.ts'
import type { WalkedElf } from './section-walk.ts'

export interface ExportTrait {
  readonly name: string
  /** Only modules with a GPL-compatible licence may use it. */
  readonly gplOnly: boolean
  /** Empty if it has none. */
  readonly namespace: string
}

export interface SymbolTraits {
  /** In the order of the symbol table. */
  readonly exports: readonly ExportTrait[]
  /**
   * The number of undefined symbols with a name: this many needed symbols come first, followed by those of version
   * records.
   */
  readonly undefinedCount: number
}

const KSYMTAB = bytesOf('__ksymtab_')
const NAMESPACE = bytesOf('__kstrtabns_')
const FLAGS = bytesOf('__flags_')
/** `__k` and `__f` as the first three bytes of a name. */
const FIRST_THREE: ReadonlySet<number> = new Set([0x5f5f6b, 0x5f5f66])
const GPL_ONLY = 1
const STT_REGISTER = 13
const MAX_SYMBOLS = 1 << 24

interface SymbolSurvey {
  readonly sections: Map<string, number>
  readonly namespaces: Map<string, number>
  readonly flags: Map<string, number>
  undefinedCount: number
}

export function readSymbolTraits(source: ByteSource, elf: WalkedElf): SymbolTraits {
  const found = surveySymbols(source, elf)
  const strings = elf.sections.get('__ksymtab_strings')
  const flags = elf.sections.get('__kflagstab')
  if (strings) source.load(strings.start, strings.end)
  if (flags) source.load(flags.start, flags.end)
  const exports = [...found.sections].map(([name, section]): ExportTrait => {
    const namespaceAt = found.namespaces.get(name)
    const flagAt = found.flags.get(name)
    const at = strings && namespaceAt !== undefined ? strings.start + namespaceAt : undefined
    const isFlagged =
      flags !== undefined && flagAt !== undefined && flags.start + flagAt < flags.end
        ? (byteAt(source.bytes, flags.start + flagAt) & GPL_ONLY) !== 0
        : false
    return {
      name,
      gplOnly: isFlagged || /^_{2,3}ksymtab_gpl(?:\+|$)/.test(elf.names.get(section) ?? ''),
      namespace:
        strings === undefined || at === undefined || at >= strings.end
          ? ''
          : byteString(source.bytes, at, findNul(source.bytes, at, strings.end)),
    }
  })
  return { exports, undefinedCount: found.undefinedCount }
}

function surveySymbols(source: ByteSource, elf: WalkedElf): SymbolSurvey {
  const found: SymbolSurvey = {
    sections: new Map(),
    namespaces: new Map(),
    flags: new Map(),
    undefinedCount: 0,
  }
  const table = elf.sections.get('.symtab')
  const text = elf.sections.get('.strtab')
  if (table === undefined || text === undefined) return found
  const is64 = elf.elfClass === 64
  const rowSize = is64 ? 24 : 16
  if ((table.end - table.start) / rowSize > MAX_SYMBOLS) return found
  source.load(table.start, table.end)
  source.load(text.start, text.end)
  const { bytes, view } = source
  const { littleEndian, machine } = elf
  const [infoAt, indexAt, valueAt] = is64 ? [4, 6, 8] : [12, 14, 4]
  const hasRegisters = machine === EM_SPARC || machine === EM_SPARCV9
  const hasExports = elf.sections.has('__ksymtab_strings')
  for (let row = table.start + rowSize; row + rowSize <= table.end; row += rowSize) {
    const nameAt = text.start + view.getUint32(row, littleEndian)
    if (nameAt >= text.end) continue
    const section = view.getUint16(row + indexAt, littleEndian)
    if (section === 0) {
      const isRegister = hasRegisters && (byteAt(bytes, row + infoAt) & 0xf) === STT_REGISTER
      if (byteAt(bytes, nameAt) !== 0 && !isRegister) found.undefinedCount++
      continue
    }
    if (!hasExports) continue
    const first = (byteAt(bytes, nameAt) << 16) | (byteAt(bytes, nameAt + 1) << 8) | byteAt(bytes, nameAt + 2)
    if (!FIRST_THREE.has(first)) continue
    const value = is64
      ? Number(view.getBigUint64(row + valueAt, littleEndian))
      : view.getUint32(row + valueAt, littleEndian)
    classify(found, { bytes, nameAt, limit: text.end, section, value })
  }
  return found
}

interface Row {
  readonly bytes: Uint8Array
  readonly nameAt: number
  readonly limit: number
  readonly section: number
  readonly value: number
}

function classify(found: SymbolSurvey, { bytes, nameAt, limit, section, value }: Row): void {
  const rest = (prefix: Uint8Array): string =>
    byteString(bytes, nameAt + prefix.length, findNul(bytes, nameAt, limit))
  if (hasAt(bytes, nameAt, limit, KSYMTAB)) found.sections.set(rest(KSYMTAB), section)
  else if (hasAt(bytes, nameAt, limit, NAMESPACE)) found.namespaces.set(rest(NAMESPACE), value)
  else if (hasAt(bytes, nameAt, limit, FLAGS)) found.flags.set(rest(FLAGS), value)
}
