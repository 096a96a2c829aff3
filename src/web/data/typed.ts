/** Texts by the field that they were typed into. */
type Texts = Readonly<Record<string, string>>

/** What was typed about one thing and not sent yet. */
export interface Typed {
  readonly values: Texts
  /** What the server had in a field when it was first written over here: with it is known who changed the field since. */
  readonly from: Texts
}

export const NOTHING_TYPED: Typed = { values: {}, from: {} }

/** A text that was typed elsewhere into a field that was written in here too: it stands beside it until somebody chooses. */
export interface TypedElsewhere {
  readonly field: string
  /** Under which it is kept meanwhile. */
  readonly key: string
  readonly here: string
  readonly elsewhere: string
}

/** Before the field's own name: it travels with the case as any other text, so that it is not lost before somebody chose. */
const ELSEWHERE = /^other\/\d+\//
const fieldOf = (key: string) => key.replace(ELSEWHERE, '')

/**
 * What was typed here, brought together with what came back from the server. A field that one side alone changed has that side's
 * text, whichever is the newer. Of a field that both changed both texts stay: see `typedElsewhere`.
 */
export function broughtTogether(typed: Typed, sent: Texts): Typed {
  return Object.keys(typed.values).reduce((all, field) => met(all, field, sent[field] ?? ''), typed)
}

function met(typed: Typed, field: string, theirs: string): Typed {
  const mine = typed.values[field] ?? ''
  if (theirs === mine || theirs === '' || theirs === (typed.from[field] ?? '')) return typed
  if (mine !== '' && !isPlace(field))
    return withOther({ ...typed, from: { ...typed.from, [field]: theirs } }, fieldOf(field), theirs)
  return { values: without(typed.values, field), from: without(typed.from, field) }
}

/** Where somebody was, and no words of theirs: what came last is as good. */
function isPlace(field: string): boolean {
  return field === 'at' || /\/(?:act|parts|focus)$/.test(field)
}

/** What is typed now: where `seen`, which was shown here, is not what another window of this browser kept since, that stays too. */
export function typedNow(
  kept: Typed,
  {
    field,
    value,
    seen,
    sent,
  }: { readonly field: string; readonly value: string; readonly seen: string; readonly sent: string },
): Typed {
  const unseen = kept.values[field] ?? ''
  const isLost = unseen !== '' && unseen !== seen && unseen !== value && !isPlace(field)
  const safe = isLost ? withOther(kept, field, unseen) : kept
  const from = field in safe.from ? safe.from : { ...safe.from, [field]: sent }
  return { values: { ...safe.values, [field]: value }, from }
}

function withOther(typed: Typed, field: string, text: string): Typed {
  const keys = Array.from({ length: 10 }, (_, n) => `other/${n}/${field}`)
  if (keys.some(key => typed.values[key] === text)) return typed
  const free = keys.find(key => (typed.values[key] ?? '') === '')
  return free === undefined ? typed : { ...typed, values: { ...typed.values, [free]: text } }
}

/** What stands twice and waits for a choice. */
export function typedElsewhere(values: Texts): readonly TypedElsewhere[] {
  return Object.entries(values).flatMap(([key, elsewhere]) => {
    const field = fieldOf(key)
    const here = values[field] ?? ''
    return field === key || elsewhere === '' || elsewhere === here ? [] : [{ field, key, here, elsewhere }]
  })
}

/** Without what was sent: the server has it now, and what is newer there is shown the next time. */
export function withoutSent({ values, from }: Typed, sent: Texts): Typed {
  const gone = Object.keys(values).filter(field => values[field] === (sent[field] ?? ''))
  return { values: without(values, ...gone), from: without(from, ...gone) }
}

/** Without the fields that begin so. */
export function withoutStart({ values, from }: Typed, start: string): Typed {
  const gone = Object.keys(values).filter(field => fieldOf(field).startsWith(start))
  return { values: without(values, ...gone), from: without(from, ...gone) }
}

function without(texts: Texts, ...gone: readonly string[]): Texts {
  return Object.fromEntries(Object.entries(texts).filter(([field]) => !gone.includes(field)))
}
