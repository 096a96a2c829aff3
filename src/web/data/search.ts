/** What may stand behind the question mark of a page's address. What is not known is left out. */
type Search = Readonly<Record<string, unknown>>

/** The names that have a text, and nothing else. */
function texts<Name extends string>(search: Search, names: readonly Name[]): { [N in Name]?: string } {
  const found: { [N in Name]?: string } = {}
  for (const name of names) {
    const value = search[name]
    if (typeof value === 'string' && value !== '') found[name] = value
    else if (typeof value === 'number') found[name] = String(value)
  }
  return found
}

export const dayCloseSearch = (search: Search) => texts(search, ['day'])
export const todaySearch = (search: Search) => texts(search, ['day'])
export const receiptsSearch = (search: Search) => texts(search, ['day', 'source', 'state', 'duplicate'])
export const batchesSearch = (search: Search) => texts(search, ['day', 'receipt', 'balance', 'fate'])
export const exceptionsSearch = (search: Search) =>
  texts(search, [
    ...(['pack', 'kind', 'state', 'decided_by', 'scope', 'queue', 'source', 'receipt'] as const),
    ...(['due_from', 'due_by', 'day', 'amount_from', 'amount_to'] as const),
  ])
export const bulkSearch = (search: Search) => texts(search, ['state', 'reason'])
export const itemsSearch = (search: Search) => texts(search, ['day', 'receipt', 'batch', 'source', 'state'])
export const queueSearch = (search: Search) => texts(search, ['state'])
export const workSearch = (search: Search) => texts(search, ['call'])
export const auditSearch = (search: Search) => texts(search, ['day', 'actor', 'kind', 'subject'])
export const signInSearch = (search: Search) => texts(search, ['back'])
export const approvalsSearch = (search: Search) => texts(search, ['decision'])
export const lettersSearch = (search: Search) => texts(search, ['state'])
export const documentsSearch = (search: Search) => texts(search, ['state'])
export const returnsSearch = (search: Search) => texts(search, ['state', 'file'])
