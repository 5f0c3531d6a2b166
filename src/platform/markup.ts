const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** Escapes what is put into a template of HTML or XML, in its text and in quoted attributes. */
export function markup(template: TemplateStringsArray, ...values: readonly string[]): string {
  const escaped = values.map((value) =>
    value.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character),
  )
  return String.raw({ raw: template }, ...escaped)
}
