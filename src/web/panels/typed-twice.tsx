import type { Draft } from '../data/drafts.ts'
import { type TypedElsewhere, typedElsewhere } from '../data/typed.ts'
import { wayTitle, words } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'

/** What was typed into one field in two places: both texts, until somebody chooses. */
export function TypedTwice({ draft }: { readonly draft: Draft }) {
  const twice = typedElsewhere(draft.values)
  if (twice.length === 0) return null
  const choose = ({ field, key }: TypedElsewhere, text: string) => {
    draft.set(field, text)
    draft.set(key, '')
  }
  return (
    <Panel title="Typed in two places" className="typed-twice">
      <p role="status">You wrote here and elsewhere. Choose which text stays; the case keeps both until then.</p>
      {twice.map(one => (
        <fieldset key={one.key}>
          <legend>{titleOf(one.field)}</legend>
          {(['here', 'elsewhere'] as const).map(where => (
            <p key={where} className="typed-text">
              <span className="quiet">{where}</span> <span>{one[where] === '' ? 'nothing' : one[where]}</span>
              <button
                type="button"
                aria-label={`Keep this: written ${where}, ${titleOf(one.field)}`}
                onClick={() => choose(one, one[where])}
              >
                Keep this
              </button>
            </p>
          ))}
        </fieldset>
      ))}
    </Panel>
  )
}

/** `4711/split/parts/0/account` is `Item 4711, Post parts of it…: part 1, account`. */
function titleOf(field: string): string {
  const [item, resolution, ...rest] = field.split('/')
  const way = wayTitle(resolution ?? '')
  const [name = '', n, ofPart] = rest
  return `Item ${item}, ${way}: ${ofPart === undefined ? words(name) : `part ${Number(n) + 1}, ${words(ofPart)}`}`
}
