/** Options by the names that users write, from the values that commander has by names of its own. */
import type { GivenOptions } from './subcommand.ts'

/** @param values by the long name in camel case; arrays for options that may be repeated */
export function givenOptions(values: Readonly<Record<string, unknown>>): GivenOptions {
  const of = (name: string): unknown =>
    values[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]
  const texts = (name: string): string[] => {
    const value = of(name)
    return value === undefined ? [] : [value].flat().map(String)
  }
  return {
    has: (name) => of(name) !== undefined && of(name) !== false,
    value: (name) => texts(name).at(-1),
    values: texts,
    list: (name) =>
      texts(name)
        .flatMap((text) => text.split(','))
        .filter((word) => word !== ''),
  }
}
