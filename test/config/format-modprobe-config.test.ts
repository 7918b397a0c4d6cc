import { describe, expect, it } from 'vitest'
import { formatModprobeConfig } from '../../src/config/format-modprobe-config.ts'
import { parseModprobeConfig } from '../../src/config/modprobe-config.ts'

const END = '\n# End of configuration files. Dumping indexes now:\n\n'

const format = (text: string): string =>
  formatModprobeConfig(parseModprobeConfig([{ file: 'f', text }], () => {}))

// As `modprobe -c` of kmod 34.2 prints them.
describe('formatModprobeConfig()', () => {
  it('ends with the line that announces the indexes', () => {
    expect(format('')).toBe(END)
  })

  it('has the lists in the order of kmod, each in the order of its lines', () => {
    const text = [
      'weakdep w a b',
      'softdep s pre: a',
      'options o-p  x=1 ',
      'alias a-* b',
      'remove r cmd',
      'install i cmd $CMDLINE_OPTS ',
      'blacklist z',
      'blacklist y',
    ]
    expect(format(text.join('\n'))).toBe(
      `blacklist z
blacklist y
install i cmd $CMDLINE_OPTS 
remove r cmd
alias a_* b
options o_p  x=1 
softdep s pre: a
weakdep w a b
${END}`,
    )
  })

  it.each([
    ['softdep s pre: a b post: c d', 'softdep s pre: a bpost: c d'],
    ['softdep s post: c', 'softdep s post: c'],
    ['softdep s a', 'softdep s '],
    ['weakdep w  ', 'weakdep w '],
    ['weakdep w  a', 'weakdep w  a'],
    ['softdep s pre: b post: c  pre: d', 'softdep s pre: b c dpost: c'],
    ['softdep s post: x pre: y post: z', 'softdep s pre: ypost: x y z'],
  ])('%j is shown as kmod does', (line, shown) => {
    expect(format(line)).toBe(`${shown}\n${END}`)
  })
})
