/** Keeps what DigiLocker added to the address, for the server to judge. */
let isForgotten = false

/** Gives the query that the person came back with, until it is in the browser's history. */
export function returnQuery({ search }: { readonly search: string }): string | undefined {
  return !isForgotten && new URLSearchParams(search).has('state') ? search.slice(1) : undefined
}

export function forgetReturnQuery(): void {
  isForgotten = true
}
