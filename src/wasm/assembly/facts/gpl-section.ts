/** AssemblyScript. Which section of exports is for modules with a compatible licence only. */
import { isSame } from '../texts'
import { sectionNameOf } from './sections'

let lastSection: u32 = 0
let isLastGpl: bool = false

/** Forgets the last answer, for a new file. */
export function forgetGplSection(): void {
  lastSection = 0
  isLastGpl = false
}

/** `__ksymtab_gpl`, without the first underscore, of which there may be two. */
const GPL_SECTION: usize = memory.data<u8>([
  0x5f, 0x6b, 0x73, 0x79, 0x6d, 0x74, 0x61, 0x62, 0x5f, 0x67, 0x70, 0x6c,
])
const GPL_SECTION_LENGTH: usize = 12
const UNDERSCORE: u32 = 0x5f
const PLUS: u32 = 0x2b

/** Whether it is `__ksymtab_gpl`, or `___ksymtab_gpl+NAME` of an object without the final link. */
export function isGplSection(index: u32): bool {
  if (index === lastSection) return isLastGpl
  lastSection = index
  isLastGpl = hasGplName(sectionNameOf(index))
  return isLastGpl
}

function hasGplName(name: usize): bool {
  if (name === 0 || <u32>load<u8>(name) !== UNDERSCORE) return false
  const isLong = <u32>load<u8>(name + 1) === UNDERSCORE && <u32>load<u8>(name + 2) === UNDERSCORE
  const rest = name + (isLong ? 2 : 1)
  if (!isSame(rest, GPL_SECTION, GPL_SECTION_LENGTH)) return false
  const next: u32 = load<u8>(rest + GPL_SECTION_LENGTH)
  return next === 0 || next === PLUS
}
