import { Link } from '@tanstack/react-router'
import type { Today } from '../../contract/today.ts'
import { countText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'

/** Whether each batch makes what its own control declares. */
export function BatchesPanel({ today }: { readonly today: Today }) {
  const { batches, day } = today
  const rows = [
    { name: 'balanced', count: batches.balanced, tone: 'good', search: { day, balance: 'balanced' } },
    {
      name: 'out of balance',
      count: batches.out,
      tone: batches.out === 0 ? 'plain' : 'bad',
      search: { day, balance: 'out' },
    },
    {
      name: 'without a control',
      count: batches.undeclared,
      tone: batches.undeclared === 0 ? 'plain' : 'warn',
      search: { day, balance: 'undeclared' },
    },
  ] as const
  return (
    <Panel title="Batches" aside={<span className="quiet">declared against computed</span>}>
      <table className="grid">
        <tbody>
          {rows.map(row => (
            <tr key={row.name}>
              <th scope="row">
                <Mark tone={row.tone}>{row.name}</Mark>
              </th>
              <td className="right">
                <Link to="/batches" search={row.search}>
                  {countText(row.count)}
                </Link>
              </td>
            </tr>
          ))}
          <tr className="sum">
            <th scope="row">all</th>
            <td className="right">
              <Link to="/batches" search={{ day }}>
                {countText(batches.all)}
              </Link>
            </td>
          </tr>
          <tr>
            <th scope="row" className="quiet">
              held for a person
            </th>
            <td className="right">{countText(batches.held)}</td>
          </tr>
        </tbody>
      </table>
    </Panel>
  )
}
