interface Language {
  tag: string
  name: string
}

/** Lists the languages of the page: its own, and those that it links to. */
export function languagesOf(own: Language): Language[] {
  const links = [...document.querySelectorAll<HTMLElement>('nav [lang]')]
  const others = links.map((link) => ({ tag: link.lang, name: link.textContent ?? '' }))
  return [{ tag: own.tag, name: own.name }, ...others]
}
