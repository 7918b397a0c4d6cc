/**
 * MODPROBE_OPTIONS: options before those of the command line, and after them for the commands that modprobe runs.
 * kmod: tools/modprobe.c prepend_options_from_env(), env_modprobe_options_append().
 */

/**
 * Splits MODPROBE_OPTIONS into words. A blank ends a word, even an empty one, so a blank at the start, after another
 * blank or after a quoted word makes an empty word. A quote, `'` or `"`, at the start of a word makes a word of what is
 * inside; any other quote is removed together with the one that closes it. An unclosed quote is an ordinary byte, and
 * so is everything after it.
 */
export function splitModprobeOptions(text: string): string[] {
  const words: string[] = []
  let word = ''
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === ' ') {
      words.push(word)
      word = ''
      continue
    }
    if (char !== '"' && char !== "'") {
      word += char
      continue
    }
    const end = text.indexOf(char, at + 1)
    if (end < 0) return [...words, word + text.slice(at)]
    const quoted = text.slice(at + 1, end)
    at = end
    if (word !== '') word += quoted
    else words.push(quoted)
  }
  return word === '' ? words : [...words, word]
}

/** The variable for the commands: MODPROBE_OPTIONS as it was, plus the options of this run that apply to them. */
export function extendModprobeOptions(
  before: string | undefined,
  added: readonly string[],
): string | undefined {
  if (added.length === 0) return before
  return before === undefined ? added.join(' ') : `${before} ${added.join(' ')}`
}
