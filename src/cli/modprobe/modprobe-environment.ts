/**
 * MODPROBE_OPTIONS: options before those of the command line, and after them for the commands that modprobe runs.
 * kmod: tools/modprobe.c prepend_options_from_env(), env_modprobe_options_append().
 */

/**
 * The words of MODPROBE_OPTIONS. A blank ends a word, an empty one too, so a blank that comes first or after another
 * one or after a quoted word makes an empty word. A quote, `'` or `"`, at the start of a word makes a word of what is
 * inside; any other quote is left out together with the one that closes it. A quote that none closes is an ordinary
 * byte, and so is all that follows it.
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

/** What the commands get: MODPROBE_OPTIONS as it was, and those of the options that concern them. */
export function extendModprobeOptions(
  before: string | undefined,
  added: readonly string[],
): string | undefined {
  if (added.length === 0) return before
  return before === undefined ? added.join(' ') : `${before} ${added.join(' ')}`
}
