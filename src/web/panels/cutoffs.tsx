import type { Today } from '../../contract/today.ts'
import { counted, countText, dayText, leftText, momentText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { useNow } from '../ui/now.ts'
import { Panel } from '../ui/panel.tsx'

/** The cutoffs of the business day with the time that is left, and the returns that wait. */
export function CutoffsPanel({ today }: { readonly today: Today }) {
  const now = useNow(today.now)
  const { zone } = today.institution
  return (
    <Panel title="Cutoffs" aside={<span className="quiet">{dayText(today.business_day)}</span>}>
      <table className="grid">
        <thead>
          <tr>
            <th scope="col">by</th>
            <th scope="col">what</th>
            <th scope="col" className="right">
              returns
            </th>
            <th scope="col">left</th>
          </tr>
        </thead>
        <tbody>
          {today.cutoffs.map(cutoff => {
            const left = Date.parse(cutoff.at) - now
            return (
              <tr key={cutoff.id} className={left < 0 ? 'past' : ''}>
                <td className="nowrap">
                  <time dateTime={cutoff.at}>{momentText(cutoff.at, zone).slice(-5)}</time>
                </td>
                <th scope="row">{cutoff.title}</th>
                <td className="right">{cutoff.what === 'window' ? countText(cutoff.queued) : ''}</td>
                <td className="left-cell">
                  {left < 0 ? (
                    <Mark tone="plain">passed</Mark>
                  ) : (
                    <Mark tone={left < 3_600_000 ? 'warn' : 'wait'}>{leftText(left)}</Mark>
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <p className="quiet foot">
        {counted(today.returns.queued, 'return waits', 'returns wait')}, {countText(today.returns.sent)} went out on
        this business day.
      </p>
    </Panel>
  )
}
