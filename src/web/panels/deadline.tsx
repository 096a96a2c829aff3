import { useQuery } from '@tanstack/react-query'
import type { Deadline } from '../../contract/deadline.ts'
import { todayQuery } from '../data/queries.ts'
import { dayText, leftText, momentText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { useNow } from '../ui/now.ts'
import { Panel } from '../ui/panel.tsx'

/** By when what must happen, each day that was counted or skipped on the way, and what a miss costs. */
export function DeadlinePanel({ deadline }: { readonly deadline: Deadline }) {
  const today = useQuery(todayQuery()).data
  const now = useNow(today?.now)
  const { due, ours } = deadline
  const left = Date.parse(ours?.at ?? due.at) - now
  const mark =
    left < 0 ? (
      <Mark tone="plain">{`${leftText(left)} ago`}</Mark>
    ) : (
      <Mark tone={left < 14_400_000 ? 'warn' : 'wait'}>{`${leftText(left)} left`}</Mark>
    )
  return (
    <Panel title="Deadline" aside={mark}>
      <p className="deadline-act">
        {deadline.act} by <b>{momentText(due.at, due.zone)}</b> <span className="quiet">{due.zone}</span>
      </p>
      {ours !== null && (
        <p>
          Has to leave here by <b>{momentText(ours.at, ours.zone)}</b>. {ours.why}
        </p>
      )}
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
            <th scope="row">{dayText(deadline.from)}</th>
            <td>start</td>
            <td />
          </tr>
          {deadline.days.map(day => (
            <tr key={day.on + day.was} className={`day-${day.was}`}>
              <th scope="row">{dayText(day.on)}</th>
              <td>{day.number === null ? day.was : `day ${day.number}`}</td>
              <td>{day.why}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>If missed: {deadline.missed}</p>
      <p className="quiet">
        {deadline.citation}, version of {deadline.version_from}. The clock is that of {deadline.clock}.
        {deadline.standing !== 'source' && ' Check it against the rule book before relying on it.'} {deadline.note}
      </p>
    </Panel>
  )
}
