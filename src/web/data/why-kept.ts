const NAME = 'clearday.why'

/** A case in somebody's hands: its id and the fence of the claim, which no other claim of it has. */
interface Claim {
  readonly case: { readonly case: string }
  readonly fence: number
}

/** Keeps why a case came to this window, until the next one comes: a reload or another page does not lose it. */
export function keepWhy(work: Claim, why: string): void {
  try {
    sessionStorage.setItem(NAME, JSON.stringify({ claim: claimOf(work), why }))
  } catch {
    // Without storage it holds until the page is left.
  }
}

/** Why this case came by this claim; undefined where it came elsewhere, or another came since. */
export function keptWhy(work: Claim): string | undefined {
  try {
    const kept = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as { claim: string; why: string } | null // as `keepWhy` wrote it
    return kept?.claim === claimOf(work) ? kept.why : undefined
  } catch {
    return undefined
  }
}

function claimOf({ case: { case: id }, fence }: Claim): string {
  return `${id}/${fence}`
}
