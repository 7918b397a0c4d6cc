import { ARCHIVE_TARGETS } from './archive-targets.ts'
import { FACTS_TARGETS } from './facts-targets.ts'
import { INDEX_TARGETS } from './index-targets.ts'
import { MODULE_TARGETS } from './module-targets.ts'
import type { Target } from './target.ts'
import { TEXT_TARGETS } from './text-targets.ts'

/** Every reader of something that others have written. */
export const TARGETS: readonly Target[] = [
  ...MODULE_TARGETS,
  ...TEXT_TARGETS,
  ...INDEX_TARGETS,
  ...ARCHIVE_TARGETS,
  ...FACTS_TARGETS,
]
