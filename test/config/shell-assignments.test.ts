import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { shellAssignments } from '../../src/config/shell-assignments.ts'
import { itWith } from '../support/programs.ts'

it('reads words, strings and arrays, over several lines and beside comments', () => {
  const text = [
    '# MODULES=(no)',
    'MODULES=(btrfs "vfat" # why',
    "  'nvme')",
    'MODULES+="a  b"; compress=zstd',
    'export add_drivers+=" one two "',
    'kernel=$(uname -r) x="$HOME y"',
  ].join('\n')
  expect(shellAssignments(text)).toEqual([
    { name: 'MODULES', adds: false, words: ['btrfs', 'vfat', 'nvme'] },
    { name: 'MODULES', adds: true, words: ['a', 'b'] },
    { name: 'compress', adds: false, words: ['zstd'] },
    { name: 'add_drivers', adds: true, words: ['one', 'two'] },
    { name: 'kernel', adds: false, words: [] },
    { name: 'x', adds: false, words: ['y'] },
  ])
})

/** What bash has in the two variables once it has sourced the text, split at blanks. */
function byBash(text: string): Record<string, string[]> {
  const script = `${text}\nprintf '%s\\n' "\${MODULES[*]}" | tr '\\n' ' '; echo; printf '%s\\n' "$add_drivers" | tr '\\n' ' '`
  const lines = execFileSync('bash', ['-c', script], { encoding: 'latin1' }).split('\n')
  const [MODULES = [], add_drivers = []] = lines.map((line) =>
    line.split(/\s+/).filter((word) => word !== ''),
  )
  return { MODULES, add_drivers }
}

function byUs(text: string): Record<string, string[]> {
  const values: Record<string, string[]> = { MODULES: [], add_drivers: [] }
  for (const { name, adds, words } of shellAssignments(text))
    if (name in values) values[name] = [...(adds ? (values[name] ?? []) : []), ...words]
  return values
}

itWith('bash').each([
  'MODULES=(a b c)\nadd_drivers+=" d e "',
  'MODULES=(\n  a # first\n  "b"   \'c\'\n  # d\n  e\n)\n',
  'MODULES=()\nMODULES+=(a)\nMODULES+=(b c)',
  'MODULES=(a); MODULES=(b)',
  'MODULES="a b"',
  "MODULES='a  b\tc'",
  'add_drivers+=" a \\\n b \\\n c "\n',
  'add_drivers=a\\\nb',
  'add_drivers+=" a # b "  # c\nadd_drivers+=" d "',
  'add_drivers+=" it\'s "',
  'add_drivers=" a \\"b\\" "',
  "add_drivers='a'\"b\"c'd e'",
  'add_drivers=a#b',
  'x="MODULES=(no)"\nMODULES=(yes)',
  'x=\'add_drivers+=" no "\'',
  '#MODULES=(no)\n  # MODULES+=(no)\nMODULES=(yes)',
  'add_drivers+=" a "; add_drivers+=" b " && true',
  'true && add_drivers+=" a "',
  'if true; then\n\tMODULES+=(a)\nfi',
  '{ add_drivers+=" a "; }',
  'MODULES=(a\\ b "c d")',
  'add_drivers="a\nb\nc"',
  'readonly MODULES=(a)',
  'export add_drivers="a b"',
  'add_drivers=\nMODULES=(a)',
  'add_drivers=""\nMODULES=( )',
  'echo hi > /dev/null; MODULES=(a)',
  'MODULES=(i915?amdgpu vfat?)',
])('reads %j as bash does', (text) => {
  expect(byUs(text)).toEqual(byBash(text))
})

it('leaves out what would be expanded, and never hangs on what is cut', () => {
  const words = (text: string): readonly (readonly string[])[] =>
    shellAssignments(text).map((one) => one.words)
  expect(words('a="x $y z"\nb=`uname`\nc=(p $(cmd one two) q)\nd="\u0024{e} f"\ng=h')).toEqual([
    ['x', 'z'],
    [],
    ['p', 'q'],
    ['f'],
    ['h'],
  ])
  const whole = 'MODULES=(a "b" \'c\' `d` $(e) \u0024{f} \\\n g) x="y\\"z" # end'
  for (let length = 0; length <= whole.length; length++)
    expect(shellAssignments(whole.slice(0, length)).length).toBeLessThan(3)
})
