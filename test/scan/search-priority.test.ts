import { describe, expect, it } from 'vitest'
import { parseDepmodConfig } from '../../src/config/depmod-config.ts'
import { moduleFileAt } from '../../src/scan/module-file.ts'
import { winsOver } from '../../src/scan/search-priority.ts'

function wins(found: string, known: string, text: string): boolean {
  const config = parseDepmodConfig([{ file: 'f', text }], '6.1.0', () => {})
  const at = (path: string) => moduleFileAt(path.startsWith('/') ? path : `/m/${path}`, '/m')
  return winsOver(at(found), at(known), '/m', config)
}

// Measured with kmod 34.2: 3,300 random trees and configurations on tmpfs, whose readdir() gives the newest entry first,
// so that kmod could be made to meet files in this order. Choices, order and messages were equal.
describe('winsOver()', () => {
  const SEARCH = 'search updates extra built-in weak-updates'
  it.each<[name: string, found: string, known: string, config: string, wins: boolean]>([
    ['updates win by default', 'updates/m.ko', 'kernel/m.ko', '', true],
    ['and are not put out', 'kernel/m.ko', 'updates/m.ko', '', false],
    ['the first of two under no word stays', 'kernel/b/m.ko', 'kernel/a/m.ko', '', false],
    ['the later of two in updates wins', 'updates/q/m.ko', 'updates/p/m.ko', '', true],
    ['an earlier word outweighs a later one', 'updates/m.ko', 'extra/m.ko', SEARCH, true],
    ['built-in has its place among them', 'extra/m.ko', 'kernel/m.ko', SEARCH, true],
    ['and wins over words after it', 'weak-updates/m.ko', 'kernel/m.ko', SEARCH, false],
    ['from both sides', 'kernel/m.ko', 'weak-updates/m.ko', SEARCH, true],
    ['a word is a whole directory', 'updates2/m.ko', 'kernel/m.ko', '', false],
    ['a word with a slash at its end is none', 'updates/m.ko', 'kernel/m.ko', 'search updates/', false],
    ['a word can be a path', 'a/b/m.ko', 'kernel/m.ko', 'search a/b', true],
    ['a repeated word counts where it comes first', 'a/m.ko', 'b/m.ko', 'search a b a', true],
    [
      'external directories have the place of their word',
      '/e/m.ko',
      'kernel/m.ko',
      'external * /e\nsearch external built-in',
      true,
    ],
    ['also after', '/e/m.ko', 'kernel/m.ko', 'external * /e\nsearch built-in external', false],
    ['but none without the word', '/e/m.ko', 'kernel/m.ko', 'external * /e\nsearch updates', false],
    [
      'of two external directories the first wins',
      '/e1/m.ko',
      '/e2/m.ko',
      'external * /e1\nexternal * /e2\nsearch external',
      true,
    ],
    ['not the second', '/e2/m.ko', '/e1/m.ko', 'external * /e1\nexternal * /e2\nsearch external', false],
    [
      'two of one external directory are equal',
      '/e/b/m.ko',
      '/e/a/m.ko',
      'external * /e\nsearch external',
      false,
    ],
    ['an override names one file', 'kernel/m.ko', 'updates/m.ko', 'override m * kernel', true],
    ['and keeps it', 'updates/m.ko', 'kernel/m.ko', 'override m * kernel', false],
    ['the last override is asked first', 'b/m.ko', 'a/m.ko', 'override m * a\noverride m * b', true],
    ['so the first has no say', 'a/m.ko', 'b/m.ko', 'override m * a\noverride m * b', false],
    ['an override is spelled as the file', 'kernel/x-y.ko', 'updates/x-y.ko', 'override x-y * kernel', true],
    ['not as the modname', 'kernel/x-y.ko', 'updates/x-y.ko', 'override x_y * kernel', false],
    ['an override names the whole directory', 'kernel/a/m.ko', 'updates/m.ko', 'override m * kernel', false],
    ['an override has no suffix', 'kernel/m.ko.xz', 'updates/m.ko', 'override m * kernel', true],
    [
      'a directory beside the module dir counts as below it',
      '/m-updates/m.ko',
      'kernel/m.ko',
      'external * /m-updates',
      true,
    ],
  ])('%s', (_, found, known, config, expected) => {
    expect(wins(found, known, config)).toBe(expected)
  })
})
