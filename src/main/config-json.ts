import { readFileSync } from 'node:fs'
import { ConfigFault } from './config-fault.ts'

/** Reads a file of JSON, with or without the mark of UTF-8. Throws `ConfigFault` where it is none, or a key stands in it twice. */
export function readConfigJson(path: string): unknown {
  const { text, value } = parsed(path)
  const repeated = repeatedKeys(text)
  if (repeated.length > 0)
    throw new ConfigFault(
      path,
      repeated.map(key => `${key}: stands there twice, and only the last would count; keep one`),
    )
  return value
}

function parsed(path: string): { readonly text: string; readonly value: unknown } {
  try {
    const text = readFileSync(path, 'utf8').replace(/^\ufeff/, '')
    return { text, value: JSON.parse(text) }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EISDIR') throw new ConfigFault(path, ['is a directory, not a file'])
    if (!(error instanceof SyntaxError)) throw error
    throw new ConfigFault(path, [`not readable as JSON: ${error.message}`])
  }
}

/** An object or list that is open where we read. */
interface Open {
  /** The keys of an object so far; undefined for a list. */
  readonly keys: Set<string> | undefined
  /** The key or the ordinal of the value that comes. */
  at: string | number
  awaitsKey: boolean
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],]/g

/** Where a key stands again in its object, as `server.port`. The text is right JSON: `JSON.parse` takes the last and says nothing. */
export function repeatedKeys(text: string): readonly string[] {
  const open: Open[] = []
  const repeated = new Set<string>()
  for (const [token] of text.matchAll(TOKENS)) {
    const inner = open.at(-1)
    if (token === '{') open.push({ keys: new Set(), at: '', awaitsKey: true })
    else if (token === '[') open.push({ keys: undefined, at: 0, awaitsKey: false })
    else if (token === '}' || token === ']') open.pop()
    else if (inner === undefined) continue
    else if (token === ',') {
      if (typeof inner.at === 'number') inner.at += 1
      else inner.awaitsKey = true
    } else if (inner.keys !== undefined && inner.awaitsKey) {
      // Compared as it is read: a letter may be written as an escape.
      inner.at = String(JSON.parse(token))
      inner.awaitsKey = false
      if (inner.keys.has(inner.at)) repeated.add(open.map(({ at }) => at).join('.'))
      inner.keys.add(inner.at)
    }
  }
  return [...repeated]
}
