/**
 * Formats what a module says for modinfo. Scripts parse this text (cli/README.md), so it matches kmod's to the byte.
 */
import { byteAt, byteString } from '../../base/bytes.ts'
import { isChanged, type KmodVersion } from '../../base/kmod-versions.ts'
import { memoize } from '../../base/memoize.ts'
import type { ModuleInfo } from '../../tools/modinfo.ts'

export interface LayoutOptions {
  /** Print only the values of this field. */
  readonly field?: string | undefined
  readonly separator: '\n' | '\0'
  readonly kmod?: KmodVersion
}

type ModinfoField = ModuleInfo['fields'][number]

/** The column of values; a longer label is followed immediately by its value. */
const VALUE_COLUMN = 16

/** Modules share their dozen keys. */
const label = memoize((key: string): string => `${key}:`.padEnd(VALUE_COLUMN))

/** The lines that identify the module: kmod prints them before it reads the module. */
export function formatHead({ modname, path }: ModuleInfo, { field, separator }: LayoutOptions): string {
  const filename = path ?? '(builtin)'
  if (field === 'filename') return filename + separator
  if (field === undefined) {
    const name = path === undefined ? label('name') + modname + separator : ''
    return name + label('filename') + filename + separator
  }
  return field === 'name' && path === undefined ? modname + separator : ''
}

/**
 * The lines of the fields.
 * @param complain receives kmod's message about an invalid parameter
 */
export function formatContent(
  info: ModuleInfo,
  { field, separator, kmod }: LayoutOptions,
  complain: (text: string) => void,
): string {
  if (field === 'filename') return ''
  const entries = [...info.fields, ...buildIdEntries(info, kmod), ...signatureEntries(info, kmod)]
  if (field === 'parm')
    return mergeParameters(entries, complain)
      .map((parameter) => `${formatParameter(parameter, false)}${separator}`)
      .join('')
  if (field !== undefined)
    return entries
      .filter(({ key }) => key === field)
      .map(({ value }) => value + separator)
      .join('')
  let text = ''
  for (const { key, value } of entries)
    if (!isParameter(key)) text += separator === '\0' ? `${key}=${value}\0` : `${label(key)}${value}\n`
  // kmod: also with -0 the parameters keep their label.
  for (const parameter of mergeParameters(entries, complain))
    text += `${label('parm')}${formatParameter(parameter, true)}${separator}`
  return text
}

const isParameter = (key: string): boolean => key === 'parm' || key === 'parmtype'

interface Parameter {
  readonly name: string
  description?: string
  type?: string
}

/**
 * `parm=NAME:DESCRIPTION` and `parmtype=NAME:TYPE` by name, the later one of each kind; kmod: the first one is printed
 * last.
 */
function mergeParameters(entries: readonly ModinfoField[], complain: (text: string) => void): Parameter[] {
  const byName = new Map<string, Parameter>()
  for (const { key, value } of entries) {
    if (!isParameter(key)) continue
    const colon = value.indexOf(':')
    if (colon < 0) {
      complain(`Found invalid "${key}=${value}": missing ':'`)
      continue
    }
    const name = value.slice(0, colon)
    const parameter = byName.get(name) ?? { name }
    byName.set(name, parameter)
    if (key === 'parm') parameter.description = value.slice(colon + 1)
    else parameter.type = value.slice(colon + 1)
  }
  return [...byName.values()].reverse()
}

/** kmod: without a description, the default layout shows the type bare where -p shows it in parentheses. */
function formatParameter({ name, description, type }: Parameter, isLabelled: boolean): string {
  if (type === undefined) return `${name}:${description}`
  return description === undefined && isLabelled
    ? `${name}:${type}`
    : `${name}:${description ?? ''} (${type})`
}

const buildIdEntries = ({ buildId }: ModuleInfo, kmod: KmodVersion | undefined): ModinfoField[] =>
  buildId !== undefined && isChanged('modinfo-build-id', kmod)
    ? [{ key: 'build-id', value: formatHex(buildId) }]
    : []

/** kmod prints them as if they came after the other fields; it does not know Merkle proofs. */
function signatureEntries({ signature }: ModuleInfo, kmod: KmodVersion | undefined): ModinfoField[] {
  if (signature === undefined || signature.idType === 'Merkle') return []
  if (signature.isUnreadable && !isChanged('modinfo-unreadable-pkcs7', kmod)) return []
  return [
    { key: 'sig_id', value: signature.idType },
    { key: 'signer', value: signature.signer },
    { key: 'sig_key', value: formatHex(signature.keyId) },
    { key: 'sig_hashalgo', value: signature.hashAlgorithm },
    ...(signature.isWithoutBytes ? [] : [{ key: 'signature', value: formatHex(signature.signature) }]),
  ]
}

const OCTETS_PER_LINE = 20
const DIGITS = Buffer.from('0123456789ABCDEF', 'latin1')
const COLON = 0x3a
/** The colon stays at the end of the line. */
const BREAK = Buffer.from('\n\t\t', 'latin1')

/** `AB:CD:...`, formatted in one pass: a signature has 512 octets, and thousands of modules have one. */
function formatHex(octets: Uint8Array): string {
  const text = Buffer.alloc(octets.length * 3 + Math.ceil(octets.length / OCTETS_PER_LINE) * BREAK.length)
  let length = 0
  for (let i = 0; i < octets.length; i++) {
    const octet = byteAt(octets, i)
    if (i > 0) text[length++] = COLON
    if (i > 0 && i % OCTETS_PER_LINE === 0) length += BREAK.copy(text, length)
    text[length++] = byteAt(DIGITS, octet >> 4)
    text[length++] = byteAt(DIGITS, octet & 0xf)
  }
  return byteString(text, 0, length)
}
