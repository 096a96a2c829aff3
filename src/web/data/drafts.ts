import { useCallback, useState } from 'react'

/** What was typed and not sent yet, by field: it survives a reload, a lost lease, and whatever happens to the server. */
export interface Draft {
  readonly values: Readonly<Record<string, string>>
  set(field: string, value: string): void
  /** Forgets what begins so: it was sent. */
  drop(start: string): void
}

const NAME = 'clearday.draft.'
/** What nobody came back to for so long is forgotten. */
const KEPT_MS = 14 * 24 * 3_600_000

/** The draft of one person about one thing. `sent`: what came back with it from the server, where this browser has nothing newer. */
export function useDraft(
  person: number | undefined,
  about: string,
  sent?: Readonly<Record<string, unknown>> | undefined,
): Draft {
  const name = `${NAME}${person ?? ''}.${about}`
  const [held, setHeld] = useState(() => ({ name, values: stored(name) }))
  // Of another thing than before: what is kept of that.
  const values = held.name === name ? held.values : stored(name)
  const change = useCallback(
    (make: (before: Draft['values']) => Draft['values']) =>
      setHeld(before => {
        const after = make(before.name === name ? before.values : stored(name))
        store(name, after)
        return { name, values: after }
      }),
    [name],
  )
  const set = useCallback((field: string, value: string) => change(before => ({ ...before, [field]: value })), [change])
  const drop = useCallback(
    (start: string) =>
      change(before => Object.fromEntries(Object.entries(before).filter(([field]) => !field.startsWith(start)))),
    [change],
  )
  return { values: { ...texts(sent), ...values }, set, drop }
}

function texts(sent: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(sent ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

interface Kept {
  readonly at: number
  readonly values: Readonly<Record<string, string>>
}

function stored(name: string): Readonly<Record<string, string>> {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? 'null') as Kept | null // as `store` wrote it
    return kept?.values ?? {}
  } catch {
    return {}
  }
}

function store(name: string, values: Readonly<Record<string, string>>): void {
  try {
    const kept: Kept = { at: Date.now(), values }
    if (Object.keys(values).length === 0) localStorage.removeItem(name)
    else localStorage.setItem(name, JSON.stringify(kept))
  } catch {
    // Without storage it holds until the page is left.
  }
}

/** Forgets old drafts, once when the program begins. */
export function forgetOldDrafts(): void {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(NAME)) continue
      const kept = JSON.parse(localStorage.getItem(name) ?? 'null') as Kept | null // as `store` wrote it
      if (kept === null || Date.now() - kept.at > KEPT_MS) localStorage.removeItem(name)
    }
  } catch {
    // What cannot be read is not shown either.
  }
}
