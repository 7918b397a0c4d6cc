/** Suggestions for a word that stands for nothing, from all that this kernel has names for. */
import type { KernelNames } from '../../kernel/kernel-names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import { suggest } from './suggest.ts'

/** For `=directory` and paths: directories and files; for `symbol:name`: symbols; else modules and aliases. */
export async function meantBy(kernel: Kernel, names: KernelNames, word: string): Promise<string[]> {
  const modules = kernel.modules()
  if (word.startsWith('=') || (word.includes('/') && !word.includes(':'))) {
    const directories = new Set(modules.flatMap(({ relpath }) => parentsOf(relpath)))
    if (!word.startsWith('='))
      return suggest(word, [...directories, ...modules.map(({ relpath }) => relpath)])
    return suggest(word.slice(1), [...directories].map(withoutTop)).map((name) => `=${name}`)
  }
  if (word.startsWith('symbol:')) return suggest(word, await symbolKeys(kernel))
  const plain = word.replace(/\.ko(\.gz|\.xz|\.zst)?$/, '')
  const aliases = names.aliases().filter(({ pattern }) => !/[*?[]/.test(pattern))
  return suggest(plain, [
    ...modules.map(({ modname }) => modname),
    ...kernel.builtins().keys(),
    ...aliases.map(({ pattern }) => pattern),
  ])
}

/** `kernel/fs/ext4/ext4.ko` is in kernel, kernel/fs and kernel/fs/ext4. */
const parentsOf = (relpath: string): string[] =>
  relpath.split('/').flatMap((_, i, names) => (i === 0 ? [] : [names.slice(0, i).join('/')]))

const withoutTop = (path: string): string => path.replace(/^(?:kernel|extra|updates)\//, '')

async function symbolKeys(kernel: Kernel): Promise<string[]> {
  const facts = await kernel.facts()
  return facts.modules.flatMap((_, position) => facts.exported(position).map(({ name }) => `symbol:${name}`))
}
