/** `tskmod completion`: prints the script that completes tskmod in a shell, the same as in dist/completions. */
import { KmodError } from '../../base/errors.ts'
import { SHELLS } from '../completions/completed.ts'
import { describeSubcommand } from '../completions/described-subcommand.ts'
import { FINE, type Subcommand } from './subcommand.ts'

/** @param subcommands all of them, this one included */
export const completionCommand = (subcommands: () => readonly Subcommand[]): Subcommand => ({
  name: 'completion',
  operands: '<shell>',
  summary: 'Print the completion script for bash, zsh or fish',
  details: `For bash: source <(tskmod completion bash), in ~/.bashrc. For zsh: save it as _tskmod
in a directory of $fpath. For fish: save it as
~/.config/fish/completions/tskmod.fish.`,
  worksOn: 'itself',
  options: [],
  examples: [['completion zsh > ~/.zfunc/_tskmod', 'where $fpath has ~/.zfunc']],
  async run({ operands: [word] }) {
    const shell = SHELLS.find((name) => name === word)
    if (shell === undefined)
      throw new KmodError('KMOD_USAGE', `there is no completion for '${word}'; choose ${SHELLS.join(', ')}`)
    const { tskmodCompletion } = await import('../completions/tskmod-completions.ts')
    const script = tskmodCompletion(shell, subcommands().map(describeSubcommand))
    return {
      status: FINE,
      document: {},
      write: (page) => {
        for (const line of script.trimEnd().split('\n')) page.line(line)
      },
    }
  },
})
