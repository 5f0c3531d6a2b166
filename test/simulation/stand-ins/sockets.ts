/** Stands in for `cloudflare:sockets`: whatever host is knocked at is there. */
export function connect() {
  return { opened: Promise.resolve(), closed: Promise.resolve(), close: () => Promise.resolve() }
}
