/**
 * What the log keeps of something that failed: its kind, its code and where it was. Never its message: that of the database quotes
 * rows (`detail`), that of a parser quotes what it could not read, and both may be personal data.
 */
export function errorFacts(error: unknown): { readonly kind: string; readonly code?: string; readonly at: string } {
  if (!(error instanceof Error)) return { kind: typeof error, at: '' }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const at = (error.stack ?? '')
    .split('\n')
    // A message may have several lines: only those that name a place in the program are of the stack.
    .filter(line => /^\s+at [^'"]*$/.test(line))
    .slice(0, 5)
    .map(line => line.trim())
    .join(' | ')
  return { kind: error.name, ...code, at }
}
