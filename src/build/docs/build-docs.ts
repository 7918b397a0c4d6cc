/** `npm run build:docs`: man pages and completions, in dist/man and dist/completions. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { commandPage } from './command-page.ts'
import { bashCompletion, fishCompletion, zshCompletion } from './completions.ts'
import { DOCUMENTED_COMMANDS } from './documented-commands.ts'
import { FORMAT_PAGES, formatPages } from './format-pages.ts'
import { bashTskmod, fishTskmod, zshTskmod } from './tskmod-completions.ts'
import { tskmodPage } from './tskmod-page.ts'

const PROJECT = join(import.meta.dirname, '../../..')

/** By path below dist. */
export function documentation(version: string): Record<string, string> {
  const pages = formatPages(version)
  return Object.fromEntries([
    ...FORMAT_PAGES.map((name) => [`man/${name}.5`, pages[name]]),
    ['man/tskmod.8', tskmodPage(version)],
    ['completions/bash/tskmod', bashTskmod()],
    ['completions/zsh/_tskmod', zshTskmod()],
    ['completions/fish/tskmod.fish', fishTskmod()],
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
