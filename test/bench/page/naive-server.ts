import { readFile } from 'node:fs/promises'
import { createServer, request as requestTo } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { installPackages } from './packages.ts'

const FOLDER = join(import.meta.dirname, 'naive')

type File = { readonly type: string; readonly gzip: Buffer }

/** Serves the page of the folder `naive`, compressed, and hands its calls to the API on. */
export async function serveNaivePage(api: string) {
  installPackages(FOLDER)
  const files = await naiveFiles(api)
  const server = createServer((request, response) => {
    const file = files.get(request.url ?? '')
    if (!file) return handOn(api, request, response)
    response.writeHead(200, { 'content-type': file.type, 'content-encoding': 'gzip' })
    response.end(file.gzip)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}`,
    /** Of its three files, compressed by gzip. */
    bytes: [...files.values()].reduce((sum, { gzip }) => sum + gzip.length, 0),
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The page, its one bundle as for production, and the stylesheet of the true page. */
async function naiveFiles(api: string): Promise<ReadonlyMap<string, File>> {
  const { outputFiles } = await build({
    entryPoints: [join(FOLDER, 'signup.tsx')],
    bundle: true,
    format: 'esm',
    jsx: 'automatic',
    minify: true,
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  })
  const html = await readFile(join(FOLDER, 'index.html'))
  const css = await (await fetch(`${api}/assets/styles.css`)).text()
  return new Map([
    ['/users/signup/', { type: 'text/html; charset=utf-8', gzip: gzipSync(html) }],
    ['/bundle.js', { type: 'text/javascript', gzip: gzipSync(outputFiles[0]?.contents ?? '') }],
    ['/assets/styles.css', { type: 'text/css', gzip: gzipSync(css) }],
  ])
}

function handOn(api: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, headers, url } = request
  const onward = requestTo(new URL(url ?? '/', api), { method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.once('error', () => response.writeHead(502).end())
  request.pipe(onward)
}
