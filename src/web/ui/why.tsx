/** Why something was not done, said at once to whoever cannot see it; nothing where nothing went wrong. */
export function Why({ error }: { readonly error: Error | null | undefined }) {
  if (error === null || error === undefined) return null
  return (
    <p role="alert" className="why">
      {error.message}
    </p>
  )
}
