/**
 * The root in the messages about modules that could not be read: a marker in a file, and where the file is opened the
 * root at which its tree is seen there.
 */
import type { SectionReader, Sections } from '../base/column-sections.ts'
import { fromByteString } from '../base/names.ts'

/** No path contains it. */
const MARKER = '\u0001ROOT\u0001'

/** The sections with messages, which are JSON. */
const WITH_MESSAGES = ['failures', 'traits.failures'] as const

const asJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** Puts the marker in place of `root` in front of each of `paths`, which are below it. */
export function withoutRoot(sections: Sections, root: string, paths: readonly string[]): Sections {
  const marked = new Map(sections)
  for (const name of WITH_MESSAGES) {
    const section = sections.get(name)
    if (section === undefined) continue
    let text = Buffer.from(section).toString()
    for (const path of paths)
      for (const spelled of new Set([path, fromByteString(path)]))
        text = text.replaceAll(asJson(spelled), () => asJson(MARKER) + asJson(spelled.slice(root.length)))
    marked.set(name, Buffer.from(text))
  }
  return marked
}

/** The sections with `root` in place of the marker. */
export const atRoot =
  (section: SectionReader, root: string): SectionReader =>
  (name) => {
    const bytes = section(name)
    if (bytes === undefined || !WITH_MESSAGES.some((other) => other === name)) return bytes
    return Buffer.from(
      Buffer.from(bytes)
        .toString()
        .replaceAll(asJson(MARKER), () => asJson(root)),
    )
  }
