/**
 * Aliases are patterns of fnmatch(3), which SQL does not have. What the tables have of each makes most of the work plain
 * comparisons that every engine has: the text before the first wildcard, which is looked up, and a pattern for LIKE that
 * matches whatever the alias matches, and a little more; the rest is decided by our own fnmatch.
 */
import { KmodError } from '../base/errors.ts'
import { fnmatch } from '../base/fnmatch.ts'
import { tryNormalizeAlias } from '../base/names.ts'

/** The device or name that is asked for. */
export type DeviceQuery =
  /** A complete modalias, which patterns match. */
  | { readonly kind: 'modalias'; readonly text: string }
  /** The start of one: patterns that begin with it are meant. */
  | { readonly kind: 'prefix'; readonly text: string }

/** Vendor and product, which is how people write down a device. */
const PARTIAL = /^(?:pci:v[0-9A-F]{8}(?:d[0-9A-F]{8})?|usb:v[0-9A-F]{4}(?:p[0-9A-F]{4})?)$/

/**
 * Reads what a user calls a device: `pci:v00008086d0000125Bsv...` as in /sys/.../modalias; `pci:v00008086d0000125B`, or
 * any text that ends in `*`, for all patterns that begin with it; `8086:125b` as lspci prints it.
 *
 * @param text a byte string
 * @throws KmodError KMOD_USAGE for a pair with other numbers of digits, which would find nothing
 */
export function parseDevice(text: string): DeviceQuery {
  const pair = /^([0-9a-f]{4}):([0-9a-f]{4})$/i.exec(text)
  if (pair !== null) {
    const [vendor, device] = [pair[1] ?? '', pair[2] ?? ''].map((id) => id.toUpperCase().padStart(8, '0'))
    return { kind: 'prefix', text: `pci:v${vendor}d${device}` }
  }
  if (/^[0-9a-f]*:[0-9a-f]*$/i.test(text))
    throw new KmodError(
      'KMOD_USAGE',
      `'${text}' is no device: vendor and device have four digits each, as in 8086:125b`,
    )
  const normalized = tryNormalizeAlias(text) ?? text
  if (PARTIAL.test(normalized)) return { kind: 'prefix', text: normalized }
  return normalized.endsWith('*')
    ? { kind: 'prefix', text: normalized.replace(/\*+$/, '') }
    : { kind: 'modalias', text: normalized }
}

/** Whether an alias is one that the query asks for. */
export const supports = (pattern: string, { kind, text }: DeviceQuery): boolean =>
  kind === 'prefix' ? pattern.startsWith(text) : fnmatch(pattern, text)

/** The literal prefixes that an alias can have which matches `text`: each start of it. */
export const prefixesOf = (text: string): string[] =>
  Array.from({ length: text.length + 1 }, (_, length) => text.slice(0, length))
