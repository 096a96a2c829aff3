import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { gzipSync } from 'node:zlib'

/** The built web pages, read once: they are small, and what is in memory needs no path to be checked. */
export type StaticFiles = (path: string, headers: Headers) => Response | undefined

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
  '.png': 'image/png',
}

interface Loaded {
  readonly bytes: Buffer
  readonly zipped: Buffer
  readonly headers: Readonly<Record<string, string>>
}

/** Serves the folder; every path without a file and without an ending is the one page, which shows what the path says. */
export function loadStaticFiles(folder: string): StaticFiles {
  const files = new Map<string, Loaded>()
  if (existsSync(folder))
    for (const path of pathsIn(folder)) files.set(`/${relative(folder, path).replaceAll('\\', '/')}`, load(path))
  return (path, headers) => {
    const file = files.get(path) ?? (extname(path) === '' ? files.get('/index.html') : undefined)
    if (file === undefined) return extname(path) === '' ? notBuilt() : undefined
    if (headers.get('if-none-match') === file.headers.etag)
      return new Response(null, { status: 304, headers: file.headers })
    if (!/\bgzip\b/.test(headers.get('accept-encoding') ?? ''))
      return new Response(new Uint8Array(file.bytes), { headers: file.headers })
    return new Response(new Uint8Array(file.zipped), { headers: { ...file.headers, 'content-encoding': 'gzip' } })
  }
}

function pathsIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap(name => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? pathsIn(path) : [path]
  })
}

function load(path: string): Loaded {
  const bytes = readFileSync(path)
  // Vite puts a hash of the content into the names of assets: what is under a name never changes.
  const isHashed = /[/\\]assets[/\\]/.test(path)
  return {
    bytes,
    zipped: gzipSync(bytes, { level: 9 }),
    headers: {
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`,
      vary: 'accept-encoding',
    },
  }
}

function notBuilt(): Response {
  return new Response('The web pages are not built. Start Clearday with npm start, which builds them.\n', {
    status: 503,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
  })
}
