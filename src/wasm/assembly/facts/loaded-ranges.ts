/** AssemblyScript. The parts of the current file that are in memory. */
import { askForRange } from './host'

/** Bytes before the first offset and from the second on are loaded. */
let frontEnd: u32 = 0
let backStart: u32 = 0

/** Called by JavaScript for each new file. */
export function setLoaded(front: u32, back: u32): void {
  frontEnd = front
  backStart = back
}

/** Loads bytes `start` to `end` of the file; both are inside it. Nine times out of ten they already are. */
export function loadRange(start: u32, end: u32): void {
  if (start < end && end > frontEnd && start < backStart) backStart = askForRange(start, end)
}
