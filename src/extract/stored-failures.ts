/** The errors of modules that could not be read, as JSON in UTF-8 and back. */
import { KMOD_ERROR_CODES, type KmodErrorCode } from '../base/errors.ts'
import type { PackedFailure } from '../base/packed-failure.ts'
import type { ModuleFailure } from './extracted-modules.ts'

export const failuresText = (failures: readonly ModuleFailure[]): Uint8Array =>
  Buffer.from(JSON.stringify(failures))

/** The failures of `count` modules; `undefined` for anything else. */
export function failuresIn(
  bytes: Uint8Array | undefined,
  count: number,
): readonly ModuleFailure[] | undefined {
  const list = listIn(bytes)
  return list?.every((value): value is ModuleFailure => isFailure(value, count)) ? list : undefined
}

/** By the number of the module. */
export const packedFailuresText = (failures: ReadonlyMap<number, PackedFailure>): Uint8Array =>
  Buffer.from(JSON.stringify([...failures].sort(([a], [b]) => a - b)))

/** The reverse of packedFailuresText(). */
export function packedFailuresIn(
  bytes: Uint8Array,
  count: number,
): ReadonlyMap<number, PackedFailure> | undefined {
  const list = listIn(bytes)
  const isPair = (value: unknown): value is [number, PackedFailure] =>
    Array.isArray(value) && isPosition(value[0], count) && isPacked(value[1])
  return list?.every(isPair) ? new Map(list) : undefined
}

function isFailure(value: unknown, count: number): value is ModuleFailure {
  const known = propertiesOf(value)
  return (
    isPosition(known.get('position'), count) &&
    isCode(known.get('cause')) &&
    typeof known.get('message') === 'string' &&
    ['errno', 'codec', 'reason'].every((name) => isTextOrAbsent(known.get(name)))
  )
}

function isPacked(value: unknown): value is PackedFailure {
  const known = propertiesOf(value)
  return (
    isCode(known.get('code')) &&
    typeof known.get('message') === 'string' &&
    typeof known.get('details') === 'object' &&
    [...propertiesOf(known.get('details')).values()].every(
      (detail) => typeof detail === 'string' || typeof detail === 'number',
    )
  )
}

const isPosition = (value: unknown, count: number): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < count

const isCode = (value: unknown): value is KmodErrorCode =>
  typeof value === 'string' && Object.hasOwn(KMOD_ERROR_CODES, value)

const isTextOrAbsent = (value: unknown): boolean => value === undefined || typeof value === 'string'

const propertiesOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : [])

function listIn(bytes: Uint8Array | undefined): unknown[] | undefined {
  if (bytes === undefined) return undefined
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString())
    return Array.isArray(value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
