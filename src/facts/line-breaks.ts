/**
 * Text with a line break in it. Names and .modinfo values end with NUL in a module, and so can have one; the files
 * that they go to are lines, and modprobe reads one of them, modules.softdep, as configuration, in which a line
 * `install` is a command. So they are found and left out.
 *
 * differs from kmod: kmod writes them as they are.
 */
import type { NameTable } from '../base/name-table.ts'
import { FIELD_KINDS, type FieldKind, type FieldRows } from './facts-table.ts'

const NEWLINE = 0x0a

/** A kind that nobody asks for. */
const LEFT_OUT = FIELD_KINDS.length

/** Leaves out the fields with a line break, and tells of each. */
export function leaveOutLineBreaks(
  fields: FieldRows,
  tell: (module: number, kind: FieldKind, value: string) => void,
): void {
  // One look at all bytes: as a rule that is all.
  if (newlineFrom(fields.text.bytes, 0) < 0) return
  for (let module = 0; module < fields.groupCount; module++)
    for (let row = fields.start(module); row < fields.end(module); row++) {
      const kind = FIELD_KINDS[fields.kind.at(row)]
      const value = fields.text.text(row)
      if (kind === undefined || !value.includes('\n')) continue
      fields.kind.set(row, LEFT_OUT)
      tell(module, kind, value)
    }
}

/** The ids of names with a line break, in ascending order. */
export function namesWithLineBreaks(names: NameTable): number[] {
  const bytes =
    names.size === 0 ? names.bytes.subarray(0, 0) : names.bytes.subarray(0, names.end(names.size - 1))
  const found: number[] = []
  for (let at = newlineFrom(bytes, 0), id = 0; at >= 0; at = newlineFrom(bytes, names.end(id))) {
    while (names.end(id) <= at) id++
    found.push(id)
  }
  return found
}

/** The first newline at or behind `start`, or -1. A Buffer finds it many times as fast as a Uint8Array. */
const newlineFrom = ({ buffer, byteOffset, byteLength }: Uint8Array, start: number): number =>
  Buffer.from(buffer, byteOffset, byteLength).indexOf(NEWLINE, start)
