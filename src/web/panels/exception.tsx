import { useContext } from 'react'
import type { Exception } from '../../contract/exception.ts'
import type { ItemStory, Outbound } from '../../contract/item.ts'
import { feeText } from '../data/effect-lines.ts'
import { useZone } from '../data/use-zone.ts'
import { MinorDigits } from '../ui/amount.tsx'
import { momentText, sentence, words } from '../ui/format.ts'
import { Mark, StateMark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { LeavesBy } from './leaves-by.tsx'

interface ExceptionPanelProps {
  readonly story: ItemStory
  readonly exception: Exception
  /** `elsewhere`: what may be done stands in a panel of its own. */
  readonly doors?: 'shown' | 'elsewhere'
}

/** Why the item is excepted, by when, who decides, what may be done and with which codes; or what went out for it. */
export function ExceptionPanel({ story, exception, doors = 'shown' }: ExceptionPanelProps) {
  const isClosed = exception.state === 'closed'
  const digits = useContext(MinorDigits)
  return (
    <Panel
      title={exception.title}
      className={isClosed ? 'exception exception-closed' : 'exception'}
      aside={<StateMark state={exception.state} />}
    >
      <p className="explanation">{sentence(exception.sentence)}</p>
      <Found finding={story.finding} />
      {isClosed ? null : <LeavesBy exception={exception} />}
      {exception.scope !== 'item' && (
        <p className="quiet">It holds the whole {exception.scope}, and this item with it.</p>
      )}
      {story.outbound.map(one => (
        <Outcome key={one.kind + one.code} one={one} />
      ))}
      {story.policy_fee !== null && <p className="quiet">{sentence(`Fee: ${feeText(story.policy_fee, digits)}`)}</p>}
      <p className="quiet">{deciderText(story, exception)}</p>
      {isClosed && <Closed exception={exception} outbound={story.outbound} />}
      {!isClosed && doors === 'shown' && <Doors story={story} />}
    </Panel>
  )
}

/** What stood in the field and what was expected there; a blank field says so. */
export function Found({ finding }: Pick<ItemStory, 'finding'>) {
  if (finding === null || (finding.found === null && finding.expected === null)) return null
  return (
    <dl className="found">
      <dt>{finding.field_title ?? 'Value'}</dt>
      {finding.found !== null && (
        <dd>
          found <code>{finding.found.trim() === '' ? 'blank' : finding.found}</code>
        </dd>
      )}
      {finding.expected !== null && finding.expected !== '' && (
        <dd>
          expected <code>{finding.expected}</code>
        </dd>
      )}
    </dl>
  )
}

function deciderText({ outbound }: ItemStory, exception: Exception): string {
  const also = exception.also.length === 0 ? '' : ` Applies too: ${exception.also.map(words).join(', ')}.`
  if (exception.decided_by === 'person') return `A person decides, from the queue ${words(exception.queue)}.${also}`
  const waits = outbound.some(one => one.state === 'queued')
  const over = waits ? ' Until its file leaves, a person may take it over.' : ''
  return `The policy ${exception.policy ?? 'of its kind'} ${waits ? 'decides' : 'decided'}: ${exception.code ?? 'its usual code'}.${over}${also}`
}

/** How an answer stands that has not left. */
const NOT_SENT: Readonly<Record<string, string>> = {
  queued: 'waits for its file,',
  withdrawn: 'does not go: it was taken back; it was',
  missed: 'missed its file: it was',
}

/** What went out for the item: when, in which file, and whether in time. */
function Outcome({ one }: { readonly one: Outbound }) {
  const zone = useZone()
  const what = `${one.kind === 'return' ? 'Return' : 'Notice'} ${one.code}`
  if (one.sent_at === null) {
    return (
      <p>
        <StateMark state={one.state} /> {what} {NOT_SENT[one.state]} due {momentText(one.due_at, zone)}.
      </p>
    )
  }
  return (
    <p>
      <Mark tone={one.in_time === true ? 'good' : 'bad'}>{one.in_time === true ? 'in time' : 'late'}</Mark> {what} went
      out {momentText(one.sent_at, zone)} in <code className="file-name">{one.file ?? 'a file'}</code>; it was due{' '}
      {momentText(one.due_at, zone)}.
    </p>
  )
}

/** What ended it, where nothing that went out says so already. */
function Closed({ exception, outbound }: { readonly exception: Exception; readonly outbound: readonly Outbound[] }) {
  if (exception.closed_as === null || outbound.some(one => one.kind === 'return' && one.state !== 'withdrawn'))
    return null
  return <p>Closed as {words(exception.closed_as)}.</p>
}

/** `a written statement`, `an affidavit`, `the date of death`. */
function withArticle(thing: string): string {
  if (thing.startsWith('date ')) return `the ${thing}`
  return `${/^[aeiou]/.test(thing) ? 'an' : 'a'} ${thing}`
}

/** The ways out that there are now: resolutions, and codes with what refuses the others. */
function Doors({ story: { resolutions, codes } }: { readonly story: ItemStory }) {
  const usable = codes.filter(one => one.refusal === null)
  const refused = codes.filter(one => one.refusal !== null)
  return (
    <>
      <h3>May be resolved by</h3>
      <ul className="doors">
        {resolutions.map(one => (
          <li key={one.name}>
            <b>{one.name}</b>
            <span>{sentence(one.sentence)}</span>
          </li>
        ))}
      </ul>
      {codes.length > 0 && <h3>Valid reason codes</h3>}
      {codes.length > 0 && usable.length === 0 && <p>None: it can no longer go back with a code of its kind.</p>}
      <ul className="doors">
        {usable.map(one => (
          <li key={one.code}>
            <code>{one.code}</code>
            <span>
              {sentence(one.sentence)}
              {one.needs !== null && ` Needs ${withArticle(one.needs)}.`}
              {one.default && <span className="quiet"> The usual one.</span>}
            </span>
          </li>
        ))}
      </ul>
      {refused.length > 0 && <h3>Not valid now</h3>}
      <ul className="doors">
        {refused.map(one => (
          <li key={one.code} className="quiet">
            <code>{one.code}</code>
            <span>{one.refusal}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
