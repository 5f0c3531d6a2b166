/** Lists the languages, a line each, with what the Worker says in them. */
export { worker as en } from './en.ts'
export { worker as hi } from './hi.ts'
export { worker as ur } from './ur.ts'
