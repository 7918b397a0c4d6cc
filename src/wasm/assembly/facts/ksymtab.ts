/**
 * AssemblyScript. Compares the exports that kmod lists with those that the kernel sees: the names after `__ksymtab_` in
 * the symbol table (include/linux/export-internal.h makes them, and the entries of `__ksymtab` that they point to).
 */
import { SOUND } from '../../facts-limits'
import * as flags from '../../symbol-flags'
import { Column } from '../columns'
import { intern, nameCount } from '../names'
import { passed } from './limits'
import { exported } from './rows'
import { KSYMTAB_PREFIX_LENGTH, ksymtabRows, symbolName, symbolNameLength } from './symbol-survey'

/** By name id: `known` for a name of the current module, `known + 1` for one that kmod lists, too. */
const stamp = new Column(1 << 15)
let known: u32 = 0

/** Flags the rows of the current module, which start at `first`, and adds exports that kmod does not list. */
export function compareWithKsymtab(first: u32): void {
  known += 2
  for (let i: u32 = 0; i < ksymtabRows.length; i++) {
    const name = idAt(ksymtabRows.at(i))
    if (passed !== SOUND) return
    stamp.extend(nameCount())
    stamp.set(name, known)
  }
  stamp.extend(nameCount())
  for (let row = first; row < exported.name.length; row++) {
    const name = exported.name.at(row)
    if (stamp.at(name) < known) exported.flags.set(row, flags.ONLY_LISTED)
    else stamp.set(name, known + 1)
  }
  for (let i: u32 = 0; i < ksymtabRows.length; i++) {
    const name = idAt(ksymtabRows.at(i))
    if (stamp.at(name) !== known) continue
    stamp.set(name, known + 1)
    exported.push(name, 0, 0, flags.ONLY_IN_KSYMTAB)
  }
}

function idAt(row: u32): u32 {
  const name = symbolName(row) + KSYMTAB_PREFIX_LENGTH
  const size = symbolNameLength(name)
  return passed === SOUND ? intern(name, size) : 0
}
