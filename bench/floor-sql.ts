import { readFileSync } from 'node:fs'

const STATEMENT = /^-- ([a-z ]+)\n([^;]+);/gm

/** A statement of floor.sql by its name. */
export function floorSql(name: string): string {
  const text = statements.get(name)
  if (text === undefined) throw new Error(`floor.sql has no statement ${name}`)
  return text
}

const statements = new Map(
  [...readFileSync(new URL('floor.sql', import.meta.url), 'utf8').matchAll(STATEMENT)].map(found => [
    found[1],
    found[2] ?? '',
  ]),
)
