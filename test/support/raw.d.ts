/** Reads a file's text into a test, also in workerd. */
declare module '*?raw' {
  const text: string
  export default text
}
