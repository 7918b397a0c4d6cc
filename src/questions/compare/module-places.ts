/** Modules that have changed their place: into the kernel and out of it, and back from an override. */
import type { DiffEntry, DiffSection } from './diff-entries.ts'

const BUILTIN = 'builtin'
/** In a flat tree, as on Android, no module has a directory. */
const isOverride = (place: string): boolean => place.includes('/') && !place.startsWith('kernel/')

/** @param modules as `diff()` compares them: names, and paths or `builtin` */
export function comparePlaces({ changed }: DiffSection): {
  readonly builtins: DiffSection
  readonly overrides: DiffSection
} {
  const entries = (isWanted: (before: string, after: string) => boolean): DiffEntry[] =>
    changed.filter(({ before = '', after = '' }) => isWanted(before, after))
  return {
    builtins: {
      lost: entries((before) => before === BUILTIN),
      gained: entries((_, after) => after === BUILTIN),
      changed: [],
    },
    overrides: {
      lost: entries((before, after) => isOverride(before) && after.startsWith('kernel/')),
      gained: entries((before, after) => before.startsWith('kernel/') && isOverride(after)),
      changed: [],
    },
  }
}
