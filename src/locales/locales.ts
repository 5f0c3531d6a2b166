/** Lists the languages, a line each: README.md says how to add one. */
export * as en from './en.ts'
export * as hi from './hi.ts'
export * as ur from './ur.ts'
