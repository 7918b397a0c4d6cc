/** Which modules are meant by words: those of their own names first, whatever an alias of modprobe.d makes of them. */
import { toByteString } from '../../base/names.ts'
import type { Kernel } from '../../kernel/open-kernel.ts'
import type { DenyFile } from '../reach/deny-file.ts'
import { meantBy } from './meant-names.ts'
import { namesOfExports } from './real-exports.ts'
import { contextOf, findWanted } from './wanted-modules.ts'

export interface NamedModules {
  /** Byte strings, modules that are built in among them. */
  readonly modnames: ReadonlySet<string>
  /** Words that no module, alias or path matches, and names that are like them; byte strings. */
  readonly unknown: DenyFile['unknown']
}

/**
 * Finds the modules of a kernel that words name: module names, aliases, modaliases, paths, `=drivers/net`, and patterns.
 *
 * @throws KmodError KMOD_IO when the kernel cannot be read
 */
export async function namedModules(kernel: Kernel, words: readonly string[]): Promise<NamedModules> {
  const given = words.map(toByteString)
  const names = await namesOfExports(kernel, await kernel.names(), given)
  const known = new Set([...kernel.modules().map(({ modname }) => modname), ...kernel.builtins().keys()])
  const direct = given.map((word) => word.replaceAll('-', '_')).filter((word) => known.has(word))
  const { found, unknown } = findWanted(
    contextOf(kernel, names),
    given.filter((word) => !direct.includes(word.replaceAll('-', '_'))),
  )
  return {
    modnames: new Set([...direct, ...found.map(({ modname }) => modname)]),
    unknown: await Promise.all(
      unknown.map(async (word) => ({ word, suggestions: await meantBy(kernel, names, word) })),
    ),
  }
}
