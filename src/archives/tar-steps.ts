/** From one header of a tar archive to the next, without looking at what they say (tar.ts has the format). */
import type { ByteRange } from './byte-range.ts'
import type { HeaderStep, HeaderSteps } from './entry-limit.ts'

const BLOCK = 512
const SIZE = { start: 124, end: 136 }
const TYPE = 156
const MAGIC = { start: 257, end: 262 }
/** Extended headers of pax, for the next entry and for all, and GNU's long names. */
const EXTENSIONS = Buffer.from('xXgLNK')

/** Nothing unusual: headers have the magic of POSIX, and sizes are octal. */
export const TAR_STEPS: HeaderSteps = { smallest: BLOCK, from: tarSteps }

function tarSteps(range: ByteRange): (position: number) => HeaderStep | undefined {
  const block = Buffer.alloc(BLOCK)
  return (position) => {
    if (range.read(block, position) < BLOCK) return undefined
    if (block.toString('latin1', MAGIC.start, MAGIC.end) !== 'ustar') return undefined
    const size = Number.parseInt(block.toString('latin1', SIZE.start, SIZE.end), 8)
    if (!(size >= 0)) return undefined
    return {
      next: position + BLOCK + Math.ceil(size / BLOCK) * BLOCK,
      isEntry: !EXTENSIONS.includes(block[TYPE] ?? 0),
    }
  }
}
