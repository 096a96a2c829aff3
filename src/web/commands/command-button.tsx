import type { Command } from './command.ts'

/** A command as a button that shows its key; where it cannot be done, the title says why. */
export function CommandButton({ command, className }: { readonly command: Command; readonly className?: string }) {
  const { title, key, when, run } = command
  return (
    <button
      type="button"
      className={className}
      disabled={when !== true}
      title={when === true ? undefined : when}
      aria-keyshortcuts={key}
      onClick={run}
    >
      {title}
      {key !== undefined && (
        <span className="key" aria-hidden="true">
          {key.toUpperCase()}
        </span>
      )}
    </button>
  )
}
