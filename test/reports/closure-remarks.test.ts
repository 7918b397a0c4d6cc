import { expect, it } from 'vitest'
import type { ClosureMissing } from '../../src/questions/closure/closure-result.ts'
import { noteText, remarkLines, stopText, writeMissing } from '../../src/reports/closure-remarks.ts'
import { TextReport } from '../../src/reports/text-kit.ts'

it('puts every stop and every note into words', () => {
  const stops = [
    { by: 'blacklist' },
    { by: 'install', command: '/bin/false' },
    { by: 'dependency', modname: 'd' },
    { by: 'dependency', modname: 'd', command: '/bin/true' },
    { by: 'file', path: 'kernel/x.ko' },
    { by: 'alias', target: 'off' },
    { by: 'cycle', cycle: ['a', 'b', 'a'] },
    { by: 'unknown' },
  ] as const
  expect(new Set(stops.map(stopText)).size).toBe(stops.length)
  const notes = [
    { kind: 'install-void', modname: 'm', command: 'c', softdeps: ['s'] },
    { kind: 'install-command', modname: 'm', command: 'c' },
    { kind: 'blacklist-void', modname: 'm' },
    { kind: 'softdep-lines', modname: 'm', words: ['w'] },
    { kind: 'stale-copy', modname: 'm', path: 'a', preferred: 'b' },
    { kind: 'unknown-option', modname: 'm', words: ['x=1'] },
  ] as const
  expect(new Set(notes.map(noteText)).size).toBe(notes.length)
  const lines = remarkLines(
    { leftOut: [{ modname: 'm', stop: { by: 'blacklist' }, for: 'dev:x' }], notes },
    { isComplete: true },
  )
  expect(lines).toHaveLength(1 + notes.length)
  expect(lines[0]).toBe('m is excluded: blacklisted, which stops aliases')
})

const missingText = (missing: readonly ClosureMissing[], listAll = false): string => {
  const page = new TextReport()
  writeMissing(page, { missing }, listAll)
  return page.text
}

it('has what must be there in lines, and much that need not be in one', () => {
  const firmware = Array.from({ length: 646 }, (_, i) => ({
    kind: 'firmware' as const,
    name: `f${i}`,
    for: 'm',
    isAllowed: true,
  }))
  const bad = [
    { kind: 'name' as const, name: 'dm-crpyt', isAllowed: false, suggestions: ['dm_crypt'] },
    { kind: 'cycle' as const, name: 'a', isAllowed: false, cycle: ['a', 'b', 'a'] },
    { kind: 'cycle' as const, name: 'u', isAllowed: false, cycle: ['a', 'b', 'a'] },
  ]
  const text = missingText([...bad, ...firmware])
  expect(text).toContain('Missing 3 required items\n')
  expect(text).toContain('  name   dm-crpyt; did you mean dm_crypt?\n')
  expect(text).toContain('  cycle  a: it needs itself: a -> b -> a\n')
  expect(text).toContain('  cycle  u: it needs modules that need each other: a -> b -> a\n')
  expect(text).toContain('  646 optional firmware files; --print missing lists them\n')
  expect(text.split('\n').length).toBeLessThan(9)
  expect(missingText(firmware, true).split('\n').length).toBeGreaterThan(646)
})
