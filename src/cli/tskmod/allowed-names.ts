/**
 * The names in a value of --allow-missing, with commas between them. An alias (`of:...`, `cpu:type:...`) may have commas
 * of its own: from the word with the first colon on, all of it is one name.
 */
export function allowedNames(value: string): string[] {
  const words = value.split(',')
  const alias = words.findIndex((word) => word.includes(':'))
  const names = alias < 0 ? words : [...words.slice(0, alias), words.slice(alias).join(',')]
  return names.filter((name) => name !== '')
}
