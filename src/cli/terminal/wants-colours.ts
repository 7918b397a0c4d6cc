/**
 * Decides whether text for people is coloured. $FORCE_COLOR (but `0` and `false`) wins over $NO_COLOR, as in Node.js
 * itself; otherwise colours are for terminals only.
 */
export interface ColourEnvironment {
  readonly FORCE_COLOR?: string | undefined
  readonly NO_COLOR?: string | undefined
  readonly TERM?: string | undefined
}

export function wantsColours(environment: ColourEnvironment, onTerminal: boolean): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = environment
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  return TERM !== 'dumb' && onTerminal
}
