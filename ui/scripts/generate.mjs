// Writes src/api/schema.d.ts from ../openapi.json.
//
// Operations are named by their method and path alone: `operationId`s are for other generators, and types that hang on
// them would change whenever a handler is renamed.

import { readFileSync, writeFileSync } from 'node:fs'
import openapiTS, { astToString } from 'openapi-typescript'

const OUTPUT = 'src/api/schema.d.ts'
const HEAD = `// Generated from openapi.json by \`npm run generate\`. Changes here are lost.\n\n`

const document = JSON.parse(readFileSync('../openapi.json', 'utf8'))
for (const path of Object.values(document.paths)) {
  for (const operation of Object.values(path)) delete operation.operationId
}
const types = await openapiTS(document, { rootTypes: true, rootTypesNoSchemaPrefix: true })
writeFileSync(OUTPUT, HEAD + astToString(types))
