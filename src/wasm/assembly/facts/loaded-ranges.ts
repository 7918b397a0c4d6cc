/** AssemblyScript. What is in memory of the file at hand. */
import { askForRange } from './host'

/** Bytes in front of the first and from the second on are meaningful. */
let frontEnd: u32 = 0
let backStart: u32 = 0

/** JavaScript says so of the file that comes now. */
export function setLoaded(front: u32, back: u32): void {
  frontEnd = front
  backStart = back
}

/** Makes bytes `start` to `end` of the file meaningful; both are inside it. Nine times of ten they are already. */
export function loadRange(start: u32, end: u32): void {
  if (start < end && end > frontEnd && start < backStart) backStart = askForRange(start, end)
}
