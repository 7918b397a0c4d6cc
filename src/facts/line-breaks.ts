/**
 * Finds text with a line break in it. Names and .modinfo values end with NUL in a module, and so can contain one; the
 * files that they are written to consist of lines, and modprobe reads one of them, modules.softdep, as configuration,
 * in which a line `install` is a command. So such texts are left out.
 *
 * differs from kmod: kmod writes them as they are.
 */
import type { NameTable } from '../base/name-table.ts'
import { FIELD_KINDS, type FieldKind, type FieldRows } from './facts-table.ts'

const NEWLINE = 0x0a

/** A kind that is never used. */
const LEFT_OUT = FIELD_KINDS.length

/** Removes the fields with a line break, and reports each. */
export function leaveOutLineBreaks(
  fields: FieldRows,
  report: (module: number, kind: FieldKind, value: string) => void,
): void {
  // One search through all bytes: usually that is enough.
  if (newlineFrom(fields.text.bytes, 0) < 0) return
  for (let module = 0; module < fields.groupCount; module++)
    for (let row = fields.start(module); row < fields.end(module); row++) {
      const kind = FIELD_KINDS[fields.kind.at(row)]
      const value = fields.text.text(row)
      if (kind === undefined || !value.includes('\n')) continue
      fields.kind.set(row, LEFT_OUT)
      report(module, kind, value)
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

/** The first newline at or after `start`, or -1. A Buffer finds it many times as fast as a Uint8Array. */
const newlineFrom = ({ buffer, byteOffset, byteLength }: Uint8Array, start: number): number =>
  Buffer.from(buffer, byteOffset, byteLength).indexOf(NEWLINE, start)
