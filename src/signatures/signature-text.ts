/** The traits of a signature as a text, for files. */
import type { SignatureTraits } from './signature-traits.ts'

/** As JSON; byte strings are kept as they are, so the text is a byte string, too. */
export const signatureText = (signature: SignatureTraits): string => JSON.stringify(signature)

/** The properties of each state, and the type of each. */
const PROPERTIES: Readonly<Record<SignatureTraits['state'], Readonly<Record<string, 'string' | 'number'>>>> =
  {
    none: {},
    'other-kind': { idType: 'number' },
    malformed: { why: 'string', reason: 'string' },
    signed: { signer: 'string', keyId: 'string', digest: 'string', algorithm: 'string' },
  }

/** `undefined` for a text that signatureText() does not make. */
export function signatureOf(text: string): SignatureTraits | undefined {
  const value = parsed(text)
  if (typeof value !== 'object' || value === null) return undefined
  const known = new Map(Object.entries(value))
  const state = known.get('state')
  const properties = Object.entries(PROPERTIES).find(([name]) => name === state)?.[1]
  if (properties === undefined) return undefined
  const isWhole = Object.entries(properties).every(([name, type]) => typeof known.get(name) === type)
  return isWhole ? (value as SignatureTraits) : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
