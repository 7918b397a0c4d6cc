/** AssemblyScript. The table `modules`, and what the .modinfo of each gives the other tables. */

import * as layout from '../../tables-layout'
import * as traits from '../../traits-layout'
import { Bytes } from '../columns'
import { word } from '../words'
import { dependencies, modules } from './kernel-tables'
import { addFields, isInTree, license, srcversion, vermagic, version } from './modinfo-rows'
import { textIfAny } from './text-pool'

const NONE: u32 = layout.NONE
const NO_NUMBER: u32 = layout.NO_NUMBER

/** Rows of traits-layout.ts of the module files, their texts, and by module and by signature the texts of each. */
let rows: usize = 0
let text: usize = 0
let signatureOf: usize = 0
let signatures: usize = 0

export function setTraits(traitRows: usize, traitText: usize, signatureNumbers: usize, texts: usize): void {
  rows = traitRows
  text = traitText
  signatureOf = signatureNumbers
  signatures = texts
}

/** Word of the traits of a module. */
function trait(module: u32, i: u32): u32 {
  return word(rows, module * <u32>traits.ROW_WORDS + i)
}

/** Whether anything but its name, path and size is known. */
export function isKnown(module: u32): bool {
  return (trait(module, traits.HEAD) & traits.TRAITS_KNOWN) !== 0
}

/** Where the text of a part of a module starts and ends; `part` is the word of its end. */
export function partStart(module: u32, part: u32): usize {
  if (part > <u32>traits.MODINFO_END) return text + trait(module, part - 1)
  return text + (module === 0 ? 0 : trait(module - 1, traits.BUILD_ID_END))
}

export function partEnd(module: u32, part: u32): usize {
  return text + trait(module, part)
}

/** Adds `count` module files. Columns by module: texts of name and path, sizes in two words. */
export function addModules(count: u32, modnames: usize, paths: usize, low: usize, high: usize): void {
  for (let module: u32 = 0; module < count; module++) {
    const known = isKnown(module)
    const end = partEnd(module, traits.MODINFO_END)
    const start = known ? partStart(module, traits.MODINFO_END) : end
    addFields(start, end, word(modnames, module), 0)
    addRow(word(modnames, module), 0, word(paths, module), word(low, module), word(high, module), isInTree)
    modules.column(10).push(known ? buildIdOf(module) : NONE)
    const signature = word(signatureOf, module)
    for (let i: u32 = 0; i < <u32>layout.SIGNATURE_WORDS; i++)
      modules.column(11 + i).push(known ? word(signatures, signature * layout.SIGNATURE_WORDS + i) : NONE)
  }
}

/** Adds `count` builtin modules: the text of each ends where `ends` says. */
export function addBuiltins(count: u32, modnames: usize, paths: usize, fields: usize, ends: usize): void {
  let start = fields
  for (let module: u32 = 0; module < count; module++) {
    const end = fields + word(ends, module)
    addFields(start, end, word(modnames, module), 1)
    addRow(word(modnames, module), 1, word(paths, module), 0, NO_NUMBER, true)
    for (let column: u32 = 10; column < 15; column++) modules.column(column).push(NONE)
    start = end
  }
}

/** The first ten columns of a row. */
function addRow(modname: u32, builtin: u32, path: u32, sizeLow: u32, sizeHigh: u32, inTree: bool): void {
  modules.column(0).push(modname)
  modules.column(1).push(builtin)
  modules.column(2).push(path)
  modules.column(3).push(sizeLow)
  modules.column(4).push(sizeHigh)
  modules.column(5).push(version)
  modules.column(6).push(srcversion)
  modules.column(7).push(license)
  modules.column(8).push(vermagic)
  modules.column(9).push(inTree ? 1 : 0)
}

const hex = new Bytes(64)

/** In hexadecimal; NONE for an empty one, too. */
function buildIdOf(module: u32): u32 {
  const start = partStart(module, traits.BUILD_ID_END)
  const size = <u32>(partEnd(module, traits.BUILD_ID_END) - start)
  hex.reserve(size * 2)
  for (let i: u32 = 0; i < size; i++) {
    const byte = <u32>load<u8>(start + i)
    store<u8>(hex.data + i * 2, digit(byte >> 4))
    store<u8>(hex.data + i * 2 + 1, digit(byte & 15))
  }
  return textIfAny(hex.data, size * 2)
}

function digit(value: u32): u32 {
  return value < 10 ? 0x30 + value : 0x57 + value
}

/** Adds the dependencies of modules by symbols: those of the i-th are `providers` from `starts[i]` on. */
export function addHardDependencies(
  count: u32,
  modnames: usize,
  starts: usize,
  providers: usize,
  kind: u32,
): void {
  for (let user: u32 = 0; user < count; user++)
    for (let i = word(starts, user); i < word(starts, user + 1); i++) {
      dependencies.column(0).push(word(modnames, word(providers, i)))
      dependencies.column(1).push(word(modnames, user))
      dependencies.column(2).push(kind)
      dependencies.column(3).push(0)
    }
}
