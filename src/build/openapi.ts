/** Writes the contract's OpenAPI document to static/openapi.json. */
import { writeFileSync } from 'node:fs'
import { openapi } from '../contract/openapi.ts'

writeFileSync('static/openapi.json', `${JSON.stringify(openapi(), null, 2)}\n`)
