/**
 * Formats the options that a module is loaded with, as kmod does.
 *
 *   configured options   joined by one blank, empty ones left out; followed by one more blank if there are any
 *   parameters           of the command line, after the configured options, only for the module that was named
 *
 * So `insmod PATH ` ends in a blank when there are no options, and when there are only configured ones.
 * kmod: libkmod/libkmod-module.c module_options_concat(), tools/modprobe.c options_from_array().
 */
export function joinOptions(configured: readonly string[], parameters = ''): string {
  if (configured.length === 0) return parameters
  const options = configured.filter((text) => text !== '').join(' ')
  return (options === '' ? '' : `${options} `) + parameters
}

/**
 * Words of the command line as one text. A value with a blank is quoted, unless it starts with a quote of its own.
 * kmod: empty words count, except at the start.
 */
export const formatParameters = (words: readonly string[]): string =>
  words.map(quoteValue).reduce((text, word) => (text === '' ? word : `${text} ${word}`), '')

function quoteValue(word: string): string {
  const equals = word.indexOf('=')
  if (equals < 0) return word
  const value = word.slice(equals + 1)
  if (!value.includes(' ') || /^["']/.test(value)) return word
  return `${word.slice(0, equals)}="${value}"`
}

/**
 * Options as the words that an `insmod` program takes: separated by blanks outside of `"`. A value that is quoted as a
 * whole loses its quotes, because the programs quote what has blanks themselves.
 */
export function splitOptions(options: string): string[] {
  const words = options.match(/(?:"[^"]*(?:"|$)|[^\s"])+/g) ?? []
  return words.map((word) => word.replace(/^([^="]*=)"([^"]*)"$/, '$1$2'))
}

/** kmod: `$CMDLINE_OPTS` is replaced anywhere in an install or remove command. */
export const substituteOptions = (command: string, options: string): string =>
  command.split('$CMDLINE_OPTS').join(options)
