/** `npm run build:docs`: man pages and completions, in dist/man and dist/completions. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { bashCompletion, fishCompletion, zshCompletion } from '../../cli/completions/shell-completions.ts'
import { tskmodCompletion } from '../../cli/completions/tskmod-completions.ts'
import { commandPage } from './command-page.ts'
import { DOCUMENTED_COMMANDS } from './documented-commands.ts'
import { FORMAT_PAGES, formatPages } from './format-pages.ts'
import { tskmodPage } from './tskmod-page.ts'
import { DOCUMENTED_SUBCOMMANDS } from './tskmod-subcommands.ts'

const PROJECT = join(import.meta.dirname, '../../..')

/** By path below dist. */
export function documentation(version: string): Record<string, string> {
  const pages = formatPages(version)
  return Object.fromEntries([
    ...FORMAT_PAGES.map((name) => [`man/${name}.5`, pages[name]]),
    ['man/tskmod.8', tskmodPage(version)],
    ['completions/bash/tskmod', tskmodCompletion('bash', DOCUMENTED_SUBCOMMANDS)],
    ['completions/zsh/_tskmod', tskmodCompletion('zsh', DOCUMENTED_SUBCOMMANDS)],
    ['completions/fish/tskmod.fish', tskmodCompletion('fish', DOCUMENTED_SUBCOMMANDS)],
    ...DOCUMENTED_COMMANDS.flatMap((command) => [
      [`man/${command.name}.8`, commandPage(command, version)],
      [`completions/bash/${command.name}`, bashCompletion(command)],
      [`completions/zsh/_${command.name}`, zshCompletion(command)],
      [`completions/fish/${command.name}.fish`, fishCompletion(command)],
    ]),
  ])
}

export function buildDocs(): void {
  const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string }
  for (const directory of ['man', 'completions'])
    rmSync(join(PROJECT, 'dist', directory), { recursive: true, force: true })
  for (const [path, content] of Object.entries(documentation(version))) {
    const target = join(PROJECT, 'dist', path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, content)
  }
}

if (process.argv[1] === import.meta.filename) buildDocs()
