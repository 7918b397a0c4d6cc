/**
 * The file of a golden case as text: a header, then named sections (see golden-case.ts). Byte strings on both sides;
 * sections whose names end in `.bin` are hex dumps in the file, so that it is text and a difference can be read.
 */
import { fromHexDump, toHexDump } from './hex-dump.ts'

export type Texts = Readonly<Record<string, string>>

export interface GoldenText {
  readonly header: string
  /** By name, in the order of the file. */
  readonly sections: Texts
}

const SECTION_LINE = /^-- (.+?)(, no newline at the end)? --\n/gm
const isBinary = (name: string): boolean => name.endsWith('.bin')

/** @throws Error when two sections have one name */
export function parseGoldenText(text: string): GoldenText {
  const starts = [...text.matchAll(SECTION_LINE)]
  const sections: Record<string, string> = {}
  for (const [i, start] of starts.entries()) {
    const [line, name = '', cut] = start
    if (name in sections) throw new Error(`Two sections are named "${name}"`)
    const body = text.slice(start.index + line.length, starts[i + 1]?.index)
    sections[name] = isBinary(name) ? fromHexDump(body) : cut === undefined ? body : body.slice(0, -1)
  }
  return { header: text.slice(0, starts[0]?.index), sections }
}

/** @throws Error when a line of a section looks like the start of one */
export function formatGoldenText({ header, sections }: GoldenText): string {
  return header + Object.entries(sections).map(formatSection).join('')
}

function formatSection([name, content]: [string, string]): string {
  if (isBinary(name)) return `-- ${name} --\n${toHexDump(content)}`
  if (content.search(SECTION_LINE) >= 0)
    throw new Error(`Cannot write "${name}": a line of it starts a section`)
  const isWhole = content === '' || content.endsWith('\n')
  return isWhole ? `-- ${name} --\n${content}` : `-- ${name}, no newline at the end --\n${content}\n`
}
