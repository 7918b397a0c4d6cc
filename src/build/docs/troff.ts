/** Writes the small part of man(7) that pages need. Text is escaped here, so that no caller can forget it. */

/** Escapes running text, so that troff does not interpret any of it. */
export const text = (plain: string): string =>
  plain
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&')

export const bold = (plain: string): string => `\\fB${text(plain)}\\fR`
export const italic = (plain: string): string => `\\fI${text(plain)}\\fR`

export interface Section {
  readonly title: string
  /** Lines of troff. */
  readonly lines: readonly string[]
}

export const paragraphs = (plain: readonly string[]): string[] => plain.flatMap((one) => ['.PP', text(one)])

/** A list of terms, which are troff already, and their meanings. */
export const terms = (rows: readonly (readonly [term: string, meaning: string])[]): string[] =>
  rows.flatMap(([term, meaning]) => ['.TP', term, text(meaning)])

export interface Page {
  readonly name: string
  readonly section: 5 | 8
  readonly summary: string
  readonly version: string
  readonly sections: readonly Section[]
}

export function formatPage({ name, section, summary, version, sections }: Page): string {
  return [
    `.TH ${name.toUpperCase()} ${section} "" "tskmod ${version}" "tskmod"`,
    '.SH NAME',
    `${text(name)} \\- ${text(summary)}`,
    ...sections.flatMap(({ title, lines }) => [`.SH ${title}`, ...lines]),
    '',
  ].join('\n')
}
