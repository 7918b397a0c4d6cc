/**
 * AssemblyScript. The rows that the .modinfo of a module gives: what it says about itself, aliases, parameters, firmware,
 * soft and weak dependencies.
 */

import { NONE } from '../../tables-layout'
import { firstBytes } from '../byte-runs'
import { Column } from '../columns'
import { findNul } from '../texts'
import { aliasFamily, likePattern, literalPrefix, normalize, normalized } from './alias-texts'
import { aliases, dependencies, firmware, parameters } from './kernel-tables'
import { textOf } from './text-pool'

/** The keys, least significant byte first. */
const ALIAS: u64 = 0x7361696c61
const FIRMWARE: u64 = ((<u64>0x65726177) << 32) | 0x6d726966
const PARM: u64 = 0x6d726170
const PARMTYPE: u64 = ((<u64>0x65707974) << 32) | 0x6d726170
const SOFTDEP: u64 = ((<u64>0x706564) << 32) | 0x74666f73
const WEAKDEP: u64 = ((<u64>0x706564) << 32) | 0x6b616577
const VERSION: u64 = ((<u64>0x6e6f69) << 32) | 0x73726576
const LICENSE: u64 = ((<u64>0x65736e) << 32) | 0x6563696c
const VERMAGIC: u64 = ((<u64>0x63696761) << 32) | 0x6d726576
const INTREE: u64 = 0x656572746e69
/** `srcversion`, in two parts. */
const SRCVERSION: u64 = ((<u64>0x69737265) << 32) | 0x76637273
const SRCVERSION_END: u32 = 0x6e6f
/** Words of a softdep. */
const PRE: u64 = 0x3a657270
const POST: u64 = 0x3a74736f70

const EQUALS: u32 = 0x3d
const COLON: u32 = 0x3a

/** Of the module whose fields were added last: texts, each the first of its key. */
export let version: u32 = NONE
export let srcversion: u32 = NONE
export let license: u32 = NONE
export let vermagic: u32 = NONE
export let isInTree: bool = false

/** Texts of the kinds of dependencies. */
let kindPre: u32 = NONE
let kindPost: u32 = NONE
let kindWeak: u32 = NONE

export function setKinds(pre: u32, post: u32, weak: u32): void {
  kindPre = pre
  kindPost = post
  kindWeak = weak
}

let modname: u32 = 0
let builtin: u32 = 0

/** Adds the fields from `start` to `end`, each ended by NUL. */
export function addFields(start: usize, end: usize, ofModule: u32, isBuiltin: u32): void {
  modname = ofModule
  builtin = isBuiltin
  version = NONE
  srcversion = NONE
  license = NONE
  vermagic = NONE
  isInTree = false
  firstParameter = parameters.length
  for (let at = start; at < end; ) {
    const fieldEnd = findNul(at, end)
    if (fieldEnd > at) addField(at, fieldEnd)
    at = fieldEnd + 1
  }
}

function addField(start: usize, end: usize): void {
  let keyEnd = start
  while (keyEnd < end && load<u8>(keyEnd) !== EQUALS) keyEnd++
  const value = min(keyEnd + 1, end)
  const length = keyEnd - start
  const key = keyOf(start, length)
  const size = <u32>(end - value)
  if (key === ALIAS) addAlias(value, size)
  else if (key === PARM) noteParameter(value, size, DESCRIPTION)
  else if (key === PARMTYPE) noteParameter(value, size, TYPE)
  else if (key === FIRMWARE) addFirmware(value, size)
  else if (key === SOFTDEP) addSoftdep(value, end)
  else if (key === WEAKDEP) addTargets(value, end, kindWeak)
  else if (key === INTREE) isInTree = true
  else if (key === LICENSE) license = firstOf(license, value, size)
  else if (key === VERSION) version = firstOf(version, value, size)
  else if (key === VERMAGIC) vermagic = firstOf(vermagic, value, size)
  else if (length === 10 && load<u64>(start) === SRCVERSION && load<u16>(start, 8) === SRCVERSION_END)
    srcversion = firstOf(srcversion, value, size)
}

/** A key of up to eight bytes; 0 for a longer one. */
function keyOf(start: usize, length: usize): u64 {
  if (length > 8) return 0
  return length === 8 ? load<u64>(start) : load<u64>(start) & firstBytes(length)
}

function firstOf(known: u32, value: usize, size: u32): u32 {
  return known === NONE ? textOf(value, size) : known
}

/** As modules.alias has it; an alias that depmod leaves out is left out. */
function addAlias(alias: usize, size: u32): void {
  const length = normalize(alias, size)
  if (length === NONE || length === 0) return
  const pattern = normalized()
  aliases.column(0).push(literalPrefix(pattern, length))
  aliases.column(1).push(textOf(pattern, length))
  aliases.column(2).push(modname)
  aliases.column(3).push(likePattern(pattern, length))
  aliases.column(4).push(aliasFamily(alias, size))
  aliases.column(5).push(builtin)
}

function addFirmware(value: usize, size: u32): void {
  firmware.column(0).push(textOf(value, size))
  firmware.column(1).push(modname)
  firmware.column(2).push(builtin)
}

const TYPE: u32 = 2
const DESCRIPTION: u32 = 3
/** By text, one more than the last row of a parameter of this name; those before `firstParameter` are of other modules. */
const parameterRows = new Column(0)
let firstParameter: u32 = 0

/** `NAME:TEXT`; without a colon it is no parameter. The first type and the first description are taken. */
function noteParameter(value: usize, size: u32, column: u32): void {
  let colon: u32 = 0
  while (colon < size && load<u8>(value + colon) !== COLON) colon++
  if (colon === size) return
  const name = textOf(value, colon)
  parameterRows.extend(name + 1)
  if (parameterRows.at(name) <= firstParameter) {
    parameters.column(0).push(modname)
    parameters.column(1).push(name)
    parameters.column(TYPE).push(NONE)
    parameters.column(DESCRIPTION).push(NONE)
    parameters.column(4).push(builtin)
    parameterRows.set(name, parameters.length)
  }
  const row = parameterRows.at(name) - 1
  const texts = parameters.column(column)
  if (texts.at(row) === NONE) texts.set(row, textOf(value + colon + 1, size - colon - 1))
}

/** `pre: a b post: c`; words before the first of the two mean nothing. */
function addSoftdep(value: usize, end: usize): void {
  let kind: u32 = NONE
  for (let at = wordStart(value, end); at < end; ) {
    const last = wordEnd(at, end)
    const key = keyOf(at, last - at)
    if (key === PRE) kind = kindPre
    else if (key === POST) kind = kindPost
    else if (kind !== NONE) addDependency(at, <u32>(last - at), kind)
    at = wordStart(last, end)
  }
}

function addTargets(value: usize, end: usize, kind: u32): void {
  for (let at = wordStart(value, end); at < end; ) {
    const last = wordEnd(at, end)
    addDependency(at, <u32>(last - at), kind)
    at = wordStart(last, end)
  }
}

function addDependency(word: usize, size: u32, kind: u32): void {
  const length = normalize(word, size)
  dependencies.column(0).push(length === NONE ? textOf(word, size) : textOf(normalized(), length))
  dependencies.column(1).push(modname)
  dependencies.column(2).push(kind)
  dependencies.column(3).push(builtin)
}

/** Space, and tab to carriage return. */
function isSpace(byte: u32): bool {
  return byte === 0x20 || byte - 9 < 5
}

function wordStart(at: usize, end: usize): usize {
  while (at < end && isSpace(load<u8>(at))) at++
  return at
}

function wordEnd(at: usize, end: usize): usize {
  while (at < end && !isSpace(load<u8>(at))) at++
  return at
}
