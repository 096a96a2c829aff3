/** What may stand behind the question mark of a page's address. What is not known is left out. */
type Search = Readonly<Record<string, unknown>>

/** The names that have a text, and nothing else. */
function texts<Name extends string>(search: Search, names: readonly Name[]): { [N in Name]?: string } {
  const found: { [N in Name]?: string } = {}
  for (const name of names) {
    const value = search[name]
    const text = typeof value === 'number' ? String(value) : value
    if (typeof text === 'string' && text !== '' && (IS[name]?.(text) ?? true)) found[name] = text
  }
  return found
}

/** Days and moments that are none cannot be drawn, nor does the server know them: the page opens as without them. */
const IS: Readonly<Record<string, (text: string) => boolean>> = {
  ...{ day: isDay, exit_by: isDay },
  ...{ due_from: isMoment, due_by: isMoment },
}

/** As the server takes them: of the calendar, in the years 1900 to 9998. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text) || text < '1900' || text >= '9999') return false
  // A day past the end of its month is read as one of the next.
  const at = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text)
}

function isMoment(text: string): boolean {
  return !Number.isNaN(Date.parse(text))
}

export const dayCloseSearch = (search: Search) => texts(search, ['day'])
export const todaySearch = (search: Search) => texts(search, ['day'])
export const receiptsSearch = (search: Search) => texts(search, ['day', 'source', 'state', 'duplicate'])
export const batchesSearch = (search: Search) => texts(search, ['day', 'receipt', 'balance', 'fate'])
export const exceptionsSearch = (search: Search) =>
  texts(search, [
    ...(['pack', 'kind', 'state', 'decided_by', 'scope', 'queue', 'source', 'receipt'] as const),
    ...(['due_from', 'due_by', 'exit_by', 'day', 'amount_from', 'amount_to'] as const),
  ])
export const bulkSearch = (search: Search) => texts(search, ['state', 'reason'])
export const itemsSearch = (search: Search) => texts(search, ['day', 'receipt', 'batch', 'source', 'state', 'in_work'])
export const queueSearch = (search: Search) => texts(search, ['state'])
export const workSearch = (search: Search) => texts(search, ['call'])
export const auditSearch = (search: Search) => texts(search, ['day', 'actor', 'kind', 'subject'])
export const signInSearch = (search: Search) => texts(search, ['back'])
export const approvalsSearch = (search: Search) => texts(search, ['decision'])
export const lettersSearch = (search: Search) => texts(search, ['state'])
export const documentsSearch = (search: Search) => texts(search, ['state'])
export const returnsSearch = (search: Search) => texts(search, ['state', 'file'])
