/** Takes what DigiLocker added to the address out of it, for the server to judge. */
const { search, pathname } = location
// Neither shown nor kept: whoever looks on, or goes back, finds the page's own address.
if (search) history.replaceState(history.state, '', pathname)

let query: string | undefined = new URLSearchParams(search).has('state')
  ? search.slice(1)
  : undefined

/** Gives the query that the person came back with, until it is in the browser's history. */
export function returnQuery(): string | undefined {
  return query
}

export function forgetReturnQuery(): void {
  query = undefined
}
