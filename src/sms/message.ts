/**
 * The words of a text with a code: one GSM-7 segment. Its last line binds the code to the page's
 * host, so that a browser offers it there and nowhere else (WICG, "Origin-bound one-time codes").
 */
export function codeMessage(code: string, brand: string, host: string): string {
  const [domain] = host.split(':')
  return [
    `${code} is your ${brand} code. Do not share it: we never ask for it.`,
    '',
    `@${domain} #${code}`,
  ].join('\n')
}
