/** Validates documents of `tskmod --json` against their schemas. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'

const SCHEMAS = resolve(import.meta.dirname, '../../src/schemas')

const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true })
for (const name of readdirSync(SCHEMAS)) ajv.addSchema(JSON.parse(readFileSync(join(SCHEMAS, name), 'utf8')))

/** The errors in a document, by the schema of its own command; empty for a valid one. */
export function schemaErrors(document: { readonly command: string }): string[] {
  const validate = ajv.getSchema(`tskmod:${document.command.replaceAll(' ', '-')}`)
  if (validate === undefined) return [`there is no schema for ${document.command}`]
  validate(document)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
