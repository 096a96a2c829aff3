/** The case is theirs no more: told at once, nothing can be done with it, and what was typed is kept. */
export function LostCase({ why, leave }: { readonly why: string; readonly leave: () => void }) {
  return (
    <div className="notice notice-bad" role="alert">
      <p>
        <b>This case is not yours any more.</b> {why} What you typed is kept in this browser and is there again when the
        case comes back to you.
      </p>
      <button type="button" onClick={leave}>
        Leave it
      </button>
    </div>
  )
}
