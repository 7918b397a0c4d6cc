/**
 * One buffer for the plain bytes of all modules of a thread: memory fresh from the system is given page by page, and
 * 4,000 times that costs more than parsing what is written into it.
 */

/** Half as much again as asked for, so that growing trees of modules do not grow the buffer at each. */
const GROWTH = 1.5

/** Returns a function that gives `size` bytes, which are the same memory each time; what they hold is left over. */
export function reusedBuffer(initialSize = 1024 ** 2): (size: number) => Uint8Array {
  let buffer = Buffer.allocUnsafeSlow(initialSize)
  return (size) => {
    if (size > buffer.length) buffer = Buffer.allocUnsafeSlow(Math.ceil(size * GROWTH))
    return buffer.subarray(0, size)
  }
}
