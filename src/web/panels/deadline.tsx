import type { Deadline } from '../../contract/deadline.ts'
import type { Outbound } from '../../contract/item.ts'
import { useServerNow } from '../data/server-now.ts'
import { datedText, dayText, leftText, momentText, sentence } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { Table, type TableColumn } from '../ui/table.tsx'
import { LeftMark } from './leaves-by.tsx'

interface DeadlineProps {
  readonly deadline: Deadline
  readonly state: 'open' | 'decided' | 'closed'
  readonly outbound: readonly Outbound[]
}

/** By when what must happen, each day that was counted or skipped on the way, and what a miss costs. */
export function DeadlinePanel({ deadline, state, outbound }: DeadlineProps) {
  const { due, ours } = deadline
  const wanted = Date.parse(ours?.at ?? due.at)
  return (
    <Panel title="Deadline" aside={<ClockMark wanted={wanted} state={state} outbound={outbound} />}>
      <p className="deadline-act">
        {deadline.act} by <b>{datedText(due.at, due.zone)}</b> <span className="quiet">{due.zone}</span>
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

/** Time left while it runs, again too where what went out is asked back; once its return went out the clock stands, and says whether that was in time. */
function ClockMark({
  wanted,
  state,
  outbound,
}: { readonly wanted: number } & Pick<DeadlineProps, 'state' | 'outbound'>) {
  const now = useServerNow()
  const sent = outbound.find(one => one.kind === 'return')
  if (state !== 'open' && sent?.sent_at != null) {
    const left = wanted - Date.parse(sent.sent_at)
    return (
      <Mark tone={left >= 0 ? 'good' : 'bad'}>{`went out ${leftText(left)} ${left >= 0 ? 'before' : 'after'} it`}</Mark>
    )
  }
  if (state === 'closed') return <Mark tone="plain">closed</Mark>
  return <LeftMark left={wanted - now} />
}

type DayRow = { readonly on: string; readonly was: string; readonly counts: string; readonly why: string }

const DAY_COLUMNS: readonly TableColumn<DayRow>[] = [
  { title: 'day', head: true, unbroken: true, cell: day => dayText(day.on) },
  { title: 'counts', unbroken: true, cell: day => day.counts },
  { title: 'why', cell: day => day.why },
]

function Working({ deadline }: { readonly deadline: Deadline }) {
  const days = deadline.days.map(day => ({ ...day, counts: day.number === null ? day.was : `day ${day.number}` }))
  return (
    <Table
      caption={`${deadline.counts}, from the ${deadline.starts}`}
      columns={DAY_COLUMNS}
      rows={[{ on: deadline.from, was: 'start', counts: 'start', why: 'the clock starts' }, ...days]}
      keyOf={day => day.on + day.was}
      classOf={day => `day-${day.was}`}
    />
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
