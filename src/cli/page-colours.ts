/**
 * Whether text for people has colours, and which one each meaning has. $FORCE_COLOR (but `0`) wins over $NO_COLOR, as
 * in Node.js itself; else standard output decides: colours are for terminals only.
 */
import { isTerminal, STDOUT } from '../host/stdio.ts'
import { type Paint, plainPaint } from './text-kit.ts'

export interface ColourEnvironment {
  readonly FORCE_COLOR?: string | undefined
  readonly NO_COLOR?: string | undefined
  readonly TERM?: string | undefined
}

export function wantsColours(environment: ColourEnvironment, onTerminal: () => boolean): boolean {
  const { FORCE_COLOR, NO_COLOR, TERM } = environment
  if (FORCE_COLOR !== undefined) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false
  return TERM !== 'dumb' && onTerminal()
}

/** chalk is loaded only where it has something to colour. */
export async function loadPaint(): Promise<Paint> {
  if (!wantsColours(process.env, () => isTerminal(STDOUT))) return plainPaint
  const { Chalk } = await import('chalk')
  const chalk = new Chalk({ level: 1 })
  const styles = {
    heading: chalk.bold,
    name: chalk.bold,
    good: chalk.green,
    warn: chalk.yellow,
    bad: chalk.red,
    symbol: chalk.cyan,
    aside: chalk.dim,
    command: chalk.cyan,
  }
  return (text, style) => styles[style](text)
}
