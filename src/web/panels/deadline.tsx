import { useQuery } from '@tanstack/react-query'
import type { Deadline } from '../../contract/deadline.ts'
import type { Outbound } from '../../contract/item.ts'
import { todayQuery } from '../data/queries.ts'
import { dayText, leftText, momentText, sentence } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { useNow } from '../ui/now.ts'
import { Panel } from '../ui/panel.tsx'
import { LeftMark } from './leaves-by.tsx'

interface DeadlineProps {
  readonly deadline: Deadline
  readonly state: 'open' | 'claimed' | 'closed'
  readonly outbound: readonly Outbound[]
}

/** By when what must happen, each day that was counted or skipped on the way, and what a miss costs. */
export function DeadlinePanel({ deadline, state, outbound }: DeadlineProps) {
  const { due, ours } = deadline
  const wanted = Date.parse(ours?.at ?? due.at)
  return (
    <Panel title="Deadline" aside={<ClockMark wanted={wanted} state={state} outbound={outbound} />}>
      <p className="deadline-act">
        {deadline.act} by <b>{momentText(due.at, due.zone)}</b> <span className="quiet">{due.zone}</span>
      </p>
      {ours !== null && (
        <p>
          Has to leave here by <b>{momentText(ours.at, ours.zone)}</b>. <Unbroken text={sentence(ours.why)} />
        </p>
      )}
      <Working deadline={deadline} />
      <p>If missed: {sentence(deadline.missed)}</p>
      <p className="quiet">
        {deadline.citation}, version of <span className="nowrap">{deadline.version_from}</span>. The clock is that of{' '}
        {sentence(deadline.clock)}
        {deadline.standing !== 'source' && ' Check it against the rule book before relying on it.'}
        {deadline.note !== null && ` ${deadline.note}`}
      </p>
    </Panel>
  )
}

/** Time left while it runs; once it was answered the clock stands, and says whether that was in time. */
function ClockMark({
  wanted,
  state,
  outbound,
}: { readonly wanted: number } & Pick<DeadlineProps, 'state' | 'outbound'>) {
  const now = useNow(useQuery(todayQuery()).data?.now)
  const answer = outbound.find(one => one.kind === 'return')
  if (answer?.sent_at != null) {
    const left = wanted - Date.parse(answer.sent_at)
    return (
      <Mark tone={left >= 0 ? 'good' : 'bad'}>{`answered ${leftText(left)} ${left >= 0 ? 'before' : 'after'} it`}</Mark>
    )
  }
  if (state === 'closed' && answer === undefined) return <Mark tone="plain">closed</Mark>
  return <LeftMark left={wanted - now} />
}

function Working({ deadline }: { readonly deadline: Deadline }) {
  return (
    <table className="grid days">
      <caption>
        {deadline.counts}, from the {deadline.starts}
      </caption>
      <thead>
        <tr>
          <th scope="col">day</th>
          <th scope="col">counts</th>
          <th scope="col">why</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row" className="nowrap">
            {dayText(deadline.from)}
          </th>
          <td>start</td>
          <td>the clock starts</td>
        </tr>
        {deadline.days.map(day => (
          <tr key={day.on + day.was} className={`day-${day.was}`}>
            <th scope="row" className="nowrap">
              {dayText(day.on)}
            </th>
            <td>{day.number === null ? day.was : `day ${day.number}`}</td>
            <td>{day.why}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A text whose dates stay on one line each. */
function Unbroken({ text }: { readonly text: string }) {
  return text.split(/((?:[A-Z][a-z]{2} )?\d{4}-\d{2}-\d{2})/).map((piece, index) => {
    const place = `${index}${piece}`
    return index % 2 === 1 ? (
      <span key={place} className="nowrap">
        {piece}
      </span>
    ) : (
      <span key={place}>{piece}</span>
    )
  })
}
