import { Link } from '@tanstack/react-router'
import type { DueGroup, ExceptionGroup, Today } from '../../contract/today.ts'
import { amountText, blankZero, countText, leftText, momentText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { useNow } from '../ui/now.ts'
import { Panel } from '../ui/panel.tsx'

/** What is not closed, by the moment at which it has to leave and by kind: the next to be due first. */
export function ExceptionsPanel({ today }: { readonly today: Today }) {
  const { exceptions, institution } = today
  const { value } = exceptions
  const aside = (
    <span className="quiet">
      {countText(exceptions.open)} open, {countText(exceptions.people)} for people; in suspense{' '}
      <abbr title="debits">Dr</abbr> {amountText(value.debit_minor)}, <abbr title="credits">Cr</abbr>{' '}
      {amountText(value.credit_minor)}
    </span>
  )
  if (exceptions.open === 0) {
    return (
      <Panel title="Exceptions" className="exceptions">
        <p className="notice">Nothing is excepted. What arrives next is processed straight through, or shows here.</p>
      </Panel>
    )
  }
  return (
    <Panel title="Exceptions" className="exceptions" aside={aside}>
      <DueTable groups={exceptions.due} now={today.now} zone={institution.zone} />
      <KindTable groups={exceptions.kinds} zone={institution.zone} />
    </Panel>
  )
}

function DueTable({
  groups,
  now: serverNow,
  zone,
}: {
  readonly groups: readonly DueGroup[]
  readonly now: string
  readonly zone: string
}) {
  const now = useNow(serverNow)
  return (
    <table className="grid due">
      <caption>By deadline</caption>
      <thead>
        <tr>
          <th scope="col">has to leave by</th>
          <th scope="col">left</th>
          <th scope="col" className="right">
            open
          </th>
          <th scope="col" className="right">
            people
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map(group => (
          <tr key={`${group.due_at}${group.overdue}`}>
            <th scope="row" className="nowrap">
              {group.due_at === null ? 'no clock' : momentText(group.due_at, zone)}
            </th>
            <td className="left-cell">{dueMark(group, now)}</td>
            <td className="right">
              {group.due_at === null ? (
                countText(group.exceptions)
              ) : (
                <Link to="/exceptions" search={{ due_by: group.overdue ? serverNow : group.due_at }}>
                  {countText(group.exceptions)}
                </Link>
              )}
            </td>
            <td className="right">{countText(group.people)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const HOUR_MS = 3_600_000

function dueMark(group: DueGroup, now: number) {
  if (group.due_at === null) return null
  const left = Date.parse(group.due_at) - now
  if (left < 0) return <Mark tone="bad">{`${leftText(left)} late`}</Mark>
  return <Mark tone={left < 4 * HOUR_MS ? 'warn' : 'wait'}>{leftText(left)}</Mark>
}

function KindTable({ groups, zone }: { readonly groups: readonly ExceptionGroup[]; readonly zone: string }) {
  return (
    <table className="grid kinds">
      <caption>By kind</caption>
      <thead>
        <tr>
          <th scope="col">kind</th>
          <th scope="col" className="right">
            open
          </th>
          <th scope="col">first leaves by</th>
          <th scope="col" className="wide-only">
            work
          </th>
          <th scope="col" className="wide-only">
            decides
          </th>
          <th scope="col" className="right wide-only">
            debits
          </th>
          <th scope="col" className="right wide-only">
            credits
          </th>
        </tr>
      </thead>
      <tbody>
        {groups.map(group => (
          <tr key={`${group.pack}/${group.kind}/${group.decided_by}`}>
            <th scope="row">
              <Link to="/exceptions" search={{ pack: group.pack, kind: group.kind, decided_by: group.decided_by }}>
                {group.title}
              </Link>
            </th>
            <td className="right">{countText(group.exceptions)}</td>
            <td className="nowrap">
              {group.first_due_at === null ? 'no clock' : momentText(group.first_due_at, zone)}
            </td>
            <td className="wide-only">{group.pack === 'ach' ? 'ACH' : 'Checks'}</td>
            <td className="wide-only">{group.decided_by === 'person' ? 'a person' : (group.policy ?? 'a policy')}</td>
            <td className="right wide-only">{blankZero(group.value.debit_minor)}</td>
            <td className="right wide-only">{blankZero(group.value.credit_minor)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
