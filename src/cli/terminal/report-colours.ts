/** The colour of each style on the reports of tskmod, which go to standard output. */
import { isTerminal, STDOUT } from '../../host/stdio.ts'
import { type Paint, plainPaint } from './text-kit.ts'
import { wantsColours } from './wants-colours.ts'

/** chalk is loaded only when there is something to colour. */
export async function loadPaint(): Promise<Paint> {
  if (!wantsColours(process.env, isTerminal(STDOUT))) return plainPaint
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
