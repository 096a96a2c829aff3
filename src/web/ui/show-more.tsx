/** Reads the next page of a list that is no virtual one; nothing where all of it was read. */
export function ShowMore({ read }: { readonly read: (() => void) | undefined }) {
  if (read === undefined) return null
  return (
    <button type="button" onClick={read}>
      Show more
    </button>
  )
}
