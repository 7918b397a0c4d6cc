/** AssemblyScript. Checks the current module against facts-limits.ts; the first limit exceeded is kept. */
import * as limits from '../../facts-limits'

/** SOUND, or the limit that was exceeded. */
export let passed: i32 = limits.SOUND
let namesSize: u32 = 0

export function forgetLimits(): void {
  passed = limits.SOUND
  namesSize = 0
}

export function pass(limit: i32): void {
  if (passed === limits.SOUND) passed = limit
}

/** Every name that is read is counted here. */
export function countName(size: u32): void {
  if (size > <u32>limits.MAX_SYMBOL_NAME_LENGTH) pass(limits.EXCEEDED_NAME_LENGTH)
  namesSize += size
  if (namesSize > <u32>limits.MAX_SYMBOL_NAMES_SIZE) pass(limits.EXCEEDED_NAMES_SIZE)
}
