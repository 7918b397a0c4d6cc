/** All sections of a file of facts, by the table that is described in src/facts-file/container.ts. */
import type { Sections } from '../../src/base/column-sections.ts'
import { openContainer } from '../../src/facts-file/container.ts'

export function sectionsIn(file: Uint8Array): Sections {
  const bytes = Buffer.from(file)
  const section = openContainer(file)
  const sections: Sections = new Map()
  let at = 24
  for (let left = bytes.readUInt32LE(12); left > 0; left--) {
    const end = at + 18 + bytes.readUInt8(at + 17)
    const name = bytes.toString('latin1', at + 18, end)
    const found = section(name)
    if (found === undefined) throw new Error(`section "${name}" is in the table, and not found`)
    sections.set(name, found)
    at = Math.ceil(end / 4) * 4
  }
  return sections
}
