/**
 * AssemblyScript. Interns names: equal names have equal ids, numbered from 0 in the order of first occurrence. A kernel
 * mentions 20,000 different symbols 190,000 times, and everything after this works on ids.
 */

import { Bytes, Column } from './columns'
import { sipHash } from './sip-hash'
import { isSame } from './texts'

export const nameBytes = new Bytes(1 << 19)
/** The bytes of name `id` are those from `nameStarts[id]` to `nameStarts[id + 1]`. */
export const nameStarts = new Column(1 << 15)
const hashes = new Column(1 << 15)
/** Open addressing; holds id + 1, 0 is empty. The size is a power of two, and at most half of the slots are full. */
let slots: usize = 0
let slotMask: u32 = 0

nameStarts.push(0)
makeSlots(1 << 15)

export function nameCount(): u32 {
  return hashes.length
}

/** The id of the name at `start`, which is added if it is new. */
export function intern(start: usize, size: u32): u32 {
  const hash = sipHash(start, size)
  let slot = hash & slotMask
  let known = slotAt(slot)
  while (known !== 0 && !(hashes.at(known - 1) === hash && isName(known - 1, start, size))) {
    slot = (slot + 1) & slotMask
    known = slotAt(slot)
  }
  return known === 0 ? add(start, size, hash, slot) : known - 1
}

function slotAt(slot: u32): u32 {
  return load<u32>(slots + ((<usize>slot) << 2))
}

export function nameLength(id: u32): u32 {
  return nameStarts.at(id + 1) - nameStarts.at(id)
}

/** Whether `size` bytes at `start` are that name. */
export function isName(id: u32, start: usize, size: u32): bool {
  return nameLength(id) === size && isSame(nameBytes.data + nameStarts.at(id), start, size)
}

function add(start: usize, size: u32, hash: u32, slot: u32): u32 {
  const id = hashes.length
  nameBytes.append(start, size)
  nameStarts.push(nameBytes.length)
  hashes.push(hash)
  store<u32>(slots + ((<usize>slot) << 2), id + 1)
  if (hashes.length * 2 > slotMask) makeSlots((slotMask + 1) * 4)
  return id
}

function makeSlots(count: u32): void {
  slots = heap.alloc((<usize>count) << 2)
  slotMask = count - 1
  memory.fill(slots, 0, (<usize>count) << 2)
  for (let id: u32 = 0; id < hashes.length; id++) {
    let slot = hashes.at(id) & slotMask
    while (slotAt(slot) !== 0) slot = (slot + 1) & slotMask
    store<u32>(slots + ((<usize>slot) << 2), id + 1)
  }
}
