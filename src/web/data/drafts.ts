import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { sessionQuery } from './session.ts'
import { broughtTogether, NOTHING_TYPED, type Typed, typedNow, withoutSent, withoutStart } from './typed.ts'

/** What was typed and not sent yet, by field: it survives a reload, a lost lease, and whatever happens to the server. */
export interface Draft {
  readonly values: Readonly<Record<string, string>>
  set(field: string, value: string): void
  /** Forgets what begins so: it was sent. */
  drop(start: string): void
}

/** A draft that is kept in this browser. */
export interface KeptDraft extends Draft {
  /** The server has these fields now: what is newer there counts the next time. */
  isSent(fields: Readonly<Record<string, unknown>>): void
}

const NAME = 'clearday.draft.'
/** What nobody came back to for so long is forgotten. */
const KEPT_MS = 14 * 24 * 3_600_000

/**
 * The draft of one person about one thing, the same in every window of this browser. `sent`: what came back with it from the server;
 * of two texts of one field the newer counts, and where both are new both stay.
 */
export function useDraft(
  person: number | undefined,
  about: string,
  sent?: Readonly<Record<string, unknown>> | undefined,
): KeptDraft {
  const name = nameOf(person, about)
  const theirs = useMemo(() => texts(sent), [sent])
  const [held, setHeld] = useState(() => ({ name, typed: stored(name) ?? NOTHING_TYPED }))
  // Of another thing than before: what is kept of that.
  const own = held.name === name ? held.typed : (stored(name) ?? NOTHING_TYPED)
  const typed = useMemo(() => broughtTogether(own, theirs), [own, theirs])
  const change = useCallback(
    (make: (kept: Typed, shown: Typed) => Typed) =>
      setHeld(before => {
        const shown = before.name === name ? before.typed : NOTHING_TYPED
        const after = make(broughtTogether(stored(name) ?? shown, theirs), shown)
        store(name, after)
        return { name, typed: after }
      }),
    [name, theirs],
  )
  useEffect(() => {
    const written = (event: StorageEvent) => {
      if (event.key === name) setHeld({ name, typed: stored(name) ?? NOTHING_TYPED })
    }
    window.addEventListener('storage', written)
    return () => window.removeEventListener('storage', written)
  }, [name])
  const set = useCallback(
    (field: string, value: string) =>
      change((kept, shown) => {
        const before = theirs[field] ?? ''
        return typedNow(kept, { field, value, seen: shown.values[field] ?? before, sent: before })
      }),
    [change, theirs],
  )
  const drop = useCallback((start: string) => change(kept => withoutStart(kept, start)), [change])
  const isSent = useCallback(
    (fields: Readonly<Record<string, unknown>>) => change(kept => withoutSent(kept, texts(fields))),
    [change],
  )
  return { values: { ...theirs, ...typed.values }, set, drop, isSent }
}

/** A field of a form as it is kept: spread into an input, a text area or a list of choices. */
interface KeptField {
  readonly name: string
  readonly value: string
  onChange(event: { readonly target: { readonly value: string } }): void
}

/** A form whose texts are kept until they are sent. */
export interface FormDraft extends Draft {
  /** `otherwise`: what stands there while nobody typed. */
  field(name: string, otherwise?: string): KeptField
  /** It was sent. */
  forget(): void
}

/** The draft of a form of whoever is signed in: a question, an answer, a note, that a reload must not lose. */
export function useFormDraft(about: string): FormDraft {
  const person = useQuery(sessionQuery).data?.person.id
  const { values, set, drop } = useDraft(person, about)
  return {
    ...{ values, set, drop },
    field: (name, otherwise = '') => ({
      ...{ name, value: values[name] ?? otherwise },
      onChange: ({ target }) => set(name, target.value),
    }),
    forget() {
      // At once: what is sent often closes its form, and with it goes what is still to be drawn.
      store(nameOf(person, about), NOTHING_TYPED)
      drop('')
    },
  }
}

function nameOf(person: number | undefined, about: string): string {
  return `${NAME}${person ?? ''}.${about}`
}

function texts(sent: Readonly<Record<string, unknown>> | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(sent ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

interface Kept extends Typed {
  readonly at: number
}

/** Undefined without storage: then it holds until the page is left. */
function stored(name: string): Typed | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(name) ?? 'null') as Kept | null // as `store` wrote it
    return kept === null ? NOTHING_TYPED : { values: kept.values, from: kept.from }
  } catch {
    return undefined
  }
}

function store(name: string, { values, from }: Typed): void {
  try {
    const kept: Kept = { at: Date.now(), values, from }
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
