/** `tskmod completion`: prints the script that completes tskmod in a shell, the same as in dist/completions. */
import { KmodError } from '../../index.ts'
import { SHELLS } from '../completions/completed.ts'
import { describeSubcommand } from '../completions/described-subcommand.ts'
import { type Answer, FINE, type Subcommand, type SubcommandRequest } from './subcommand.ts'

/** @param subcommands all of them, this one included */
export async function runCompletion(
  { operands: [word] }: SubcommandRequest,
  subcommands: readonly Subcommand[],
): Promise<Answer> {
  const shell = SHELLS.find((name) => name === word)
  if (shell === undefined)
    throw new KmodError('KMOD_USAGE', `there is no completion for '${word}'; choose ${SHELLS.join(', ')}`)
  const { tskmodCompletion } = await import('../completions/tskmod-completions.ts')
  const script = tskmodCompletion(shell, subcommands.map(describeSubcommand))
  return {
    status: FINE,
    document: {},
    write: (page) => {
      for (const line of script.trimEnd().split('\n')) page.line(line)
    },
  }
}
