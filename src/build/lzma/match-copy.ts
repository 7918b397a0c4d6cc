/** Copies matches of LZMA, as WebAssembly. */
import { type Code, i32, i64, type Local, whileDo } from './wasm-assembler.ts'

/** Local variables. */
interface MatchCopy {
  /** The address to copy to; becomes the end of the copy. */
  readonly out: Local<'i32'>
  readonly length: Local<'i32'>
  /** The distance less one. */
  readonly rep0: Local<'i32'>
  /** Becomes the last byte. */
  readonly previous: Local<'i32'>
  /** These are overwritten. */
  readonly temporary: Local<'i32'>
  readonly other: Local<'i32'>
  readonly count: Local<'i32'>
}

/**
 * Copies 16 bytes at a time, up to 24 too many: later output overwrites them. Nine of ten matches are not longer, so that
 * the loop after the first 16 bytes is seldom entered.
 */
export function copyMatch({ out, length, rep0, previous, temporary, other, count }: MatchCopy): Code {
  const [from, back, stop] = [temporary, count, other]
  const copy8 = i64.store(out, i64.load(from))
  const copy16 = [copy8, i64.store(out, i64.load(from, 8), 8), out.set(i32.add(out, 16))]
  return [
    back.set(i32.add(rep0, 1)),
    from.set(i32.sub(out, back)),
    stop.set(i32.add(out, length)),
    // bytes that repeat at a distance below 8 repeat at twice the distance too
    whileDo(i32.ltU(back, 8), [copy8, out.set(i32.add(out, back)), back.set(i32.shl(back, 1))]),
    copy16,
    whileDo(i32.ltU(out, stop), [from.set(i32.add(from, 16)), copy16]),
    out.set(stop),
    // from where it was copied, which need not wait for the copy
    previous.set(i32.load8(i32.sub(i32.sub(out, rep0), 2))),
  ]
}
