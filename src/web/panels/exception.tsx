import type { Exception } from '../../contract/exception.ts'
import type { ItemStory } from '../../contract/item.ts'
import { words } from '../ui/format.ts'
import { StateMark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'

/** Why the item is excepted, who decides, what may be done and with which codes. */
export function ExceptionPanel({ story, exception }: { readonly story: ItemStory; readonly exception: Exception }) {
  const { finding, resolutions, codes, outbound } = story
  const usable = codes.filter(one => one.refusal === null)
  const refused = codes.filter(one => one.refusal !== null)
  return (
    <Panel title={exception.title} className="exception" aside={<StateMark state={exception.state} />}>
      <p className="explanation">{exception.sentence}</p>
      {exception.scope !== 'item' && (
        <p className="quiet">It holds the whole {exception.scope}, and this item with it.</p>
      )}
      {(finding?.found ?? finding?.expected ?? null) !== null && (
        <p className="found">
          {finding?.field} {finding?.found !== null && <>found {<code>{finding?.found}</code>}</>}{' '}
          {finding?.expected !== null && <>expected {<code>{finding?.expected}</code>}</>}
        </p>
      )}
      <p className="quiet">
        {exception.decided_by === 'person'
          ? `A person of the queue ${words(exception.queue)} decides.`
          : `The policy ${exception.policy ?? ''} decides: ${exception.code ?? ''}.`}
        {exception.also.length > 0 && ` Applies too: ${exception.also.map(words).join(', ')}.`}
      </p>
      {outbound.map(one => (
        <p key={one.kind + one.code} className="outbound">
          <StateMark state={one.state} /> {one.kind} {one.code}
          {one.file === null ? '' : ` in ${one.file}`}
        </p>
      ))}
      <h3>May be resolved by</h3>
      <ul className="resolutions">
        {resolutions.map(one => (
          <li key={one.name}>
            <b>{one.name}</b> {one.sentence}.
          </li>
        ))}
      </ul>
      {codes.length > 0 && (
        <>
          <h3>Valid reason codes</h3>
          {usable.length === 0 && <p>None: it can no longer go back with a code of its kind.</p>}
          <ul className="resolutions">
            {usable.map(one => (
              <li key={one.code}>
                <code>{one.code}</code> {one.sentence} {one.needs !== null && `Needs a ${one.needs}. `}
                {one.default && <span className="quiet">The usual one.</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {refused.length > 0 && (
        <>
          <h3>Not valid now</h3>
          <ul className="resolutions">
            {refused.map(one => (
              <li key={one.code} className="quiet">
                <code>{one.code}</code> {one.refusal}
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  )
}
