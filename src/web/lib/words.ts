// For a page in another language the build puts that language's file in the place of en.ts.
export { botCheck, codeWords, delivery, script, step1Words } from '../../locales/en.ts'
