// For a page in another language the build puts that language's file in the place of en.ts.
export { detailsWords } from '../../../../locales/en.ts'
