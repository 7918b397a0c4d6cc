import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isKmodError } from '../../../src/base/errors.ts'
import { normalizeArguments, type OptionSpec } from '../../../src/cli/command-line/getopt.ts'
import { DEPMOD_OPTIONS } from '../../../src/cli/depmod/depmod-options.ts'

const split = (line: string): string[] => line.split(' ').filter((word) => word !== '')
const normalized = (args: readonly string[], specs = DEPMOD_OPTIONS): string[] =>
  normalizeArguments('depmod', specs, args)

/** The line that is printed when the arguments are refused. */
function complaintOf(args: readonly string[], specs = DEPMOD_OPTIONS): string {
  try {
    return `accepted: ${normalized(args, specs).join(' ')}`
  } catch (error) {
    if (!isKmodError(error) || error.code !== 'KMOD_USAGE') throw error
    return error.message
  }
}

describe('normalizeArguments() with the options of depmod', () => {
  it.each([
    ['nothing', '', '--'],
    ['operands alone', '6.1 /x.ko', '-- 6.1 /x.ko'],
    ['a cluster of letters', '-aeF FILE', '--all --errsyms --filesyms=FILE --'],
    ['a cluster with the value glued on', '-aeFFILE', '--all --errsyms --filesyms=FILE --'],
    ['a longer cluster', '-naeE FILE', '--show --all --errsyms --symvers=FILE --'],
    ['letters after a letter with a value: they are the value', '-bna', '--basedir=na --'],
    ['an = after a letter: it is part of the value', '-P=', '--symbol-prefix== --'],
    ['a value that looks like an option', '-b -a', '--basedir=-a --'],
    ['a value that is the end of options', '-b -- -a', '--basedir=-- --all --'],
    ['a long option followed by its value', '--basedir DIR', '--basedir=DIR --'],
    ['a long option with its value glued on', '--basedir=DIR', '--basedir=DIR --'],
    ['an empty value glued on', '--basedir= x', '--basedir= -- x'],
    ['a value with = in it', '--basedir=a=b', '--basedir=a=b --'],
    ['a long value that looks like an option', '--basedir --all', '--basedir=--all --'],
    ['options after operands', '6.1 -a /x.ko -n', '--all --show -- 6.1 /x.ko'],
    ['operands after --', '-a -- -n --all', '--all -- -n --all'],
    ['a second -- after --', '-- a -- b', '-- a -- b'],
    ['a lone dash as an operand', '- -a', '--all -- -'],
    ['a repeated option, each time', '-vv -v --verbose', '--verbose --verbose --verbose --verbose --'],
    ['a repeated value, in order', '-C a -Cb --config=c', '--config=a --config=b --config=c --'],
    ['the other name of an option', '--dry-run -n --show', '--show --show --show --'],
    [
      'options of older kmod by their full names',
      '--quiet -q --unresolved-error -u --root -r --map',
      '--quiet --quiet --unresolved-error --unresolved-error --root --root --map --',
    ],
    ['-m with a value, as kmod 34 has it', '-m DIR', '--moduledir=DIR --'],
    ['our own options', '--jobs 3 --index-layout=post-order', '--jobs=3 --index-layout=post-order --'],
  ])('reads %s', (_, line, expected) => {
    expect(normalized(split(line))).toEqual(split(expected))
  })

  it('keeps empty arguments', () => {
    expect(normalized(['', '-b', '', '-a'])).toEqual(['--basedir=', '--all', '--', ''])
  })

  it.each([
    ['--al', '--all'],
    ['--a', '--all'],
    ['--q', '--quick'],
    ['--base=DIR', '--basedir=DIR'],
    ['--b=DIR', '--basedir=DIR'],
    ['--m=DIR', '--moduledir=DIR'],
    ['--o=DIR', '--outdir=DIR'],
    ['--c=F', '--config=F'],
    ['--symv=F', '--symvers=F'],
    ['--symb=_', '--symbol-prefix=_'],
    ['--f=F', '--filesyms=F'],
    ['--e', '--errsyms'],
    ['--sh', '--show'],
    ['--d', '--show'],
    ['--verb', '--verbose'],
    ['--w', '--warn'],
    ['--j=2', '--jobs=2'],
    ['--i=post-order', '--index-layout=post-order'],
  ])('takes %s for the only option that starts so', (typed, expected) => {
    expect(normalized([typed])).toEqual([expected, '--'])
  })

  /** What kmod 34.2 with glibc prints, word by word. */
  it.each([
    ['-z', "invalid option -- 'z'"],
    ['-az', "invalid option -- 'z'"],
    ['-a-', "invalid option -- '-'"],
    ['-b', "option requires an argument -- 'b'"],
    ['-aeF', "option requires an argument -- 'F'"],
    ['-naeE', "option requires an argument -- 'E'"],
    ['6.1 -C', "option requires an argument -- 'C'"],
    ['--foo', "unrecognized option '--foo'"],
    ['--foo=1', "unrecognized option '--foo=1'"],
    ['--allx', "unrecognized option '--allx'"],
    ['--All', "unrecognized option '--All'"],
    ['--r', "unrecognized option '--r'"],
    ['--roo', "unrecognized option '--roo'"],
    ['--u', "unrecognized option '--u'"],
    ['--all=3', "option '--all' doesn't allow an argument"],
    ['--a=', "option '--all' doesn't allow an argument"],
    ['--d=1', "option '--dry-run' doesn't allow an argument"],
    ['--w=2', "option '--warn' doesn't allow an argument"],
    ['--basedir', "option '--basedir' requires an argument"],
    ['--o', "option '--outdir' requires an argument"],
    ['--con', "option '--config' requires an argument"],
    ['--f', "option '--filesyms' requires an argument"],
    ['--m', "option '--moduledir' requires an argument"],
    ['--ve', "option '--ve' is ambiguous; possibilities: '--verbose' '--version'"],
    ['--v=x', "option '--v=x' is ambiguous; possibilities: '--verbose' '--version'"],
    ['--sym', "option '--sym' is ambiguous; possibilities: '--symvers' '--symbol-prefix'"],
    ['--s', "option '--s' is ambiguous; possibilities: '--symvers' '--show' '--symbol-prefix'"],
    ['--s=x', "option '--s=x' is ambiguous; possibilities: '--symvers' '--show' '--symbol-prefix'"],
    [
      '--=x',
      "option '--=x' is ambiguous; possibilities: '--all' '--quick' '--basedir' '--moduledir' '--outdir' '--config'" +
        " '--symvers' '--filesyms' '--errsyms' '--verbose' '--show' '--dry-run' '--symbol-prefix' '--warn' '--version'" +
        " '--help'",
    ],
    ['-P ab', 'FATAL: -P only takes a single char'],
    ['--symbol-prefix=', 'FATAL: -P only takes a single char'],
    // Two bytes: a char of C is one.
    ['-P \u00e9', 'FATAL: -P only takes a single char'],
    ['-P', "option requires an argument -- 'P'"],
  ])('refuses %s', (line, complaint) => {
    expect(complaintOf(split(line))).toBe(`depmod: ${complaint}`)
  })

  it('names the program as it was called', () => {
    expect(() => normalizeArguments('/sbin/depmod', DEPMOD_OPTIONS, ['-z'])).toThrow(
      "/sbin/depmod: invalid option -- 'z'",
    )
  })

  it.each([
    ['--jobs=0', 'FATAL: --jobs takes a whole number from 1 to 999'],
    ['--jobs=1000', 'FATAL: --jobs takes a whole number from 1 to 999'],
    ['--jobs=-1', 'FATAL: --jobs takes a whole number from 1 to 999'],
    ['--jobs=2x', 'FATAL: --jobs takes a whole number from 1 to 999'],
    ['--index-layout=x', 'FATAL: --index-layout takes pre-order or post-order'],
  ])('refuses %s for an option of our own', (arg, complaint) => {
    expect(complaintOf([arg])).toBe(`depmod: ${complaint}`)
  })

  it.each([
    ['-V', '--version'],
    ['--version --foo', '--version'],
    ['-V -z', '--version'],
    ['-h -b', '--help'],
    ['6.1 -aV --foo', '--all --version'],
    ['--help --version', '--help'],
    // getopt() gives letters one by one, and -V ends the run before the next is looked at.
    ['-Vz', '--version'],
    ['-hb', '--help'],
    ['-aVz', '--all --version'],
  ])('reads nothing after an option that acts at once: %s', (line, expected) => {
    const [last = '', ...others] = split(expected).reverse()
    const read = normalized(split(line)).filter((arg) => arg !== '--' && arg !== '6.1')
    expect(read).toEqual([...others.reverse(), last])
  })

  it('refuses an error in front of an option that acts at once', () => {
    expect(complaintOf(['-z', '-V'])).toBe("depmod: invalid option -- 'z'")
    expect(complaintOf(['-P', 'ab', '-V'])).toBe('depmod: FATAL: -P only takes a single char')
  })
})

const kmodOptions = DEPMOD_OPTIONS.filter(({ origin }) => origin === undefined)

describe('options that kmod 34 does not have', () => {
  it('change nothing for any beginning of an option of kmod', () => {
    for (const { long } of kmodOptions)
      for (let length = 1; length <= long.length; length++) {
        const args = [`--${long.slice(0, length)}`, '_']
        expect(complaintOf(args)).toBe(complaintOf(args, kmodOptions))
      }
  })

  it('change nothing for whatever kmod accepts', () => {
    const word = fc.constantFrom(
      '-a',
      '-nE',
      'x',
      '--b',
      '--sh',
      '--dry',
      '--config=c',
      '-vv',
      '-',
      '6.1',
      '--o',
      '-wP_',
    )
    fc.assert(
      fc.property(fc.array(word, { maxLength: 6 }), (args) => {
        expect(complaintOf(args)).toBe(complaintOf(args, kmodOptions))
      }),
    )
  })
})

describe('normalizeArguments()', () => {
  const SPECS: readonly OptionSpec[] = [
    { long: 'wait', short: 'w', value: '[MS]', help: '' },
    { long: 'quiet', short: 'q', help: '' },
    { long: 'name', value: 'N', help: '' },
    { long: 'naming', aliasOf: 'name', value: 'N', help: '' },
  ]

  it.each([
    ['--wait', '--wait --'],
    ['--wait 5', '--wait -- 5'],
    ['--wait=5', '--wait=5 --'],
    ['--wait=', '--wait= --'],
    ['-w 5', '--wait -- 5'],
    ['-w5', '--wait=5 --'],
    ['-qw', '--quiet --wait --'],
    ['-wq', '--wait=q --'],
  ])('takes the value of an option that may go without only where it is glued on: %s', (line, expected) => {
    expect(normalized(split(line), SPECS)).toEqual(split(expected))
  })

  it('takes a beginning that fits several names of one option', () => {
    expect(normalized(['--nam=x', '--na', 'y'], SPECS)).toEqual(['--name=x', '--name=y', '--'])
  })

  it('leaves its argument as it is', () => {
    const args = ['-b', 'DIR', 'x']
    normalized(args)
    expect(args).toEqual(['-b', 'DIR', 'x'])
  })

  it('reads again what it has written, to the same', () => {
    const word = fc.constantFrom(
      '-a',
      '-bx',
      'y',
      '--config=c',
      '--basedir',
      '-vn',
      '--symv=s',
      '-',
      '',
      '--',
      '-E',
    )
    fc.assert(
      fc.property(fc.array(word), (args) => {
        const once = complaintOf(args)
        if (!once.startsWith('accepted')) return
        expect(normalized(normalized(args))).toEqual(normalized(args))
      }),
    )
  })
})
