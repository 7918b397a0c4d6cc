/** How `tskmod completion` is called: operands, options, examples. */
import type { Subcommand } from './subcommand.ts'

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
  run: async (request) => (await import('./completion-command.ts')).runCompletion(request, subcommands()),
})
