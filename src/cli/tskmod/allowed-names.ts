/**
 * Splits the value of --allow-missing at its commas. An alias (`of:...`, `cpu:type:...`) may contain commas: from the
 * word with the first colon on, everything is one name.
 */
export function allowedNames(value: string): string[] {
  const words = value.split(',')
  const alias = words.findIndex((word) => word.includes(':'))
  const names = alias < 0 ? words : [...words.slice(0, alias), words.slice(alias).join(',')]
  return names.filter((name) => name !== '')
}
