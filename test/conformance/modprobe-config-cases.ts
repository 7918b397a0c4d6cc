/**
 * Inputs for modprobe-config-fuzz.ts: two modprobe.d directories, what the module dir has, a kernel command line, and
 * the -C arguments. Words, blanks and bytes are drawn so that lines are often good, often nearly good, seldom noise.
 */
import fc from 'fast-check'

/** Weighted texts. */
const pick = (weights: Readonly<Record<string, number>>): fc.Arbitrary<string> =>
  fc.oneof(...Object.entries(weights).map(([text, weight]) => ({ weight, arbitrary: fc.constant(text) })))

const joined = (part: fc.Arbitrary<string>, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.array(part, { minLength, maxLength }).map((parts) => parts.join(''))

const anyByte = fc.integer({ min: 1, max: 255 }).map((byte) => String.fromCharCode(byte))
const modname = fc.oneof(
  {
    weight: 6,
    arbitrary: pick({ a: 2, 'b-c': 4, d_e: 2, 'f-[0-9]-*': 2, '[': 1, ']': 1, 'x.y': 1, 'g?': 1 }),
  },
  { weight: 1, arbitrary: joined(pick({ a: 3, '-': 3, '[': 1, ']': 1, '.': 1, '*': 1, '"': 1 }), 1, 6) },
)
const blank = pick({
  ' ': 12,
  '\t': 3,
  '  ': 4,
  '   ': 1,
  ' \t': 1,
  '\t\t': 1,
  '\\\n': 1,
  ' \\\n ': 1,
  '\r': 1,
})
const word = fc.oneof(
  { weight: 8, arbitrary: modname },
  {
    weight: 5,
    arbitrary: pick({ 'pre:': 4, 'post:': 4, 'pre:a': 1, 'x=1': 2, 'y="a b"': 1, '#': 1, '-a': 1 }),
  },
  {
    weight: 1,
    arbitrary: pick({ '\v': 1, '\f': 1, '\r': 1, '\xa0': 1, '\0': 1, '\\': 1, '\\\\': 1, '\\x': 1 }),
  },
  { weight: 1, arbitrary: joined(anyByte, 1, 4) },
)
const directive = pick({
  alias: 4,
  blacklist: 4,
  options: 4,
  install: 3,
  remove: 3,
  softdep: 8,
  weakdep: 5,
  include: 1,
  config: 1,
  nonsense: 1,
  Alias: 1,
  '#': 1,
  '': 1,
})
const line = fc
  .tuple(
    pick({ '': 12, ' ': 2, '\t': 1 }),
    directive,
    fc.array(fc.tuple(blank, word), { maxLength: 8 }),
    pick({ '': 10, ' ': 3, '\t': 1, '  ': 2, ' \t': 1, '\r': 1 }),
    pick({ '\n': 20, '\n\n': 1, '\\\n': 1, '\\': 1 }),
  )
  .map(([indent, first, rest, trail, end]) => indent + first + rest.flat().join('') + trail + end)
const lastLine = pick({ '': 4, 'alias p q': 1, 'softdep p pre: q ': 1, 'blacklist \\': 1, ' ': 1 })
const text = fc
  .tuple(fc.array(line, { maxLength: 12 }), lastLine)
  .map(([lines, last]) => lines.join('') + last)

const name = pick({
  'a.conf': 4,
  'b-c.conf': 3,
  'm.conf': 2,
  'modules.conf': 1,
  'modules.softdep': 2,
  'modules.softdep.conf': 1,
  'modules.t.conf': 1,
  'modules.weakdep': 1,
  'modules.z.conf': 1,
  'z.conf': 2,
  '.conf': 1,
  '.h.conf': 1,
  'B.conf': 1,
  '\xe4.conf': 1,
  'c.alias': 1,
  conf: 1,
})
const SPECIAL = ['null', 'directory', 'dangling'] as const
const entry = fc.oneof(
  { weight: 12, arbitrary: text },
  { weight: 1, arbitrary: fc.constantFrom(...SPECIAL).map((kind) => ({ kind })) },
)
const directory = fc.array(fc.tuple(name, entry), { maxLength: 4 }).map(
  // Two entries that kmod reports come in the order of the disk: one of them is enough.
  (entries) => entries.filter(([, e], i) => typeof e === 'string' || i === 0),
)

const cmdlineText = fc.oneof(
  joined(
    pick({
      a: 8,
      b: 4,
      '.': 8,
      '=': 8,
      '"': 6,
      ' ': 8,
      '-': 2,
      ',': 2,
      '\t': 1,
      '\n': 1,
      '[': 1,
      ']': 1,
      '\v': 1,
    }),
    0,
    60,
  ),
  joined(
    fc.oneof(
      {
        weight: 3,
        arbitrary: pick({ 'm-n.p=1': 2, 'm.q': 1, '"m.p=a b"': 2, 'm.p="c d"': 2, 'r.s.t=u': 1 }),
      },
      { weight: 3, arbitrary: pick({ 'modprobe.blacklist=': 3, 'a-b': 1, ',': 2, '"modprobe.': 1 }) },
      {
        weight: 4,
        arbitrary: pick({ ' ': 6, '"': 2, '=': 1, '.': 1, quiet: 1, '\0': 1, '\t': 1, '\r': 1 }),
      },
      { weight: 1, arbitrary: anyByte },
    ),
    0,
    30,
  ),
  // Around the length at which kmod stops reading.
  fc
    .tuple(fc.integer({ min: 4070, max: 4100 }), pick({ x: 1, ' ': 1 }))
    .map(([length, fill]) => `a.b=${fill.repeat(length - 4)} modprobe.blacklist=k,l "m.n=o p" q.r=s`),
)

const argument = fc.oneof(
  { weight: 8, arbitrary: pick({ d0: 4, d1: 2, 'd0/': 1, './d1': 1 }) },
  {
    weight: 2,
    arbitrary: pick({
      'd1/a.conf': 2,
      'd0/m.conf': 1,
      'd1/modules.softdep': 1,
      none: 1,
      '': 1,
      'd0//c.alias': 1,
    }),
  },
)
export const modprobeConfigCase = fc.record({
  directories: fc.tuple(directory, directory),
  softdep: fc.option(text),
  weakdep: fc.option(text),
  cmdline: cmdlineText,
  args: fc.array(argument, { minLength: 1, maxLength: 4 }),
})

export type ModprobeConfigCase = typeof modprobeConfigCase extends fc.Arbitrary<infer T> ? T : never
