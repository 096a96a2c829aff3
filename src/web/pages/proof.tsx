import { useQuery } from '@tanstack/react-query'
import type { Proof } from '../../contract/proof.ts'
import { proofQuery } from '../data/queries.ts'
import { useZone } from '../data/use-zone.ts'
import { TALLY_COLUMNS } from '../panels/tally-columns.tsx'
import { Amount } from '../ui/amount.tsx'
import { clockText, counted, countText, words } from '../ui/format.ts'
import { Lines, Loaded } from '../ui/loaded.tsx'
import { Mark } from '../ui/mark.tsx'
import { Facts, Panel } from '../ui/panel.tsx'
import { Table } from '../ui/table.tsx'
import { useTitle } from '../ui/use-title.ts'

/** Everything counted again: what was received against where it stands, the books, and the audit chain. */
export function ProofPage() {
  useTitle('Proof')
  const zone = useZone()
  const query = useQuery(proofQuery)
  return (
    <>
      <header className="page-head">
        <h1>Proof</h1>
        {query.data !== undefined && (
          <span className="page-aside">
            {query.data.holds ? <Mark tone="good">holds</Mark> : <Mark tone="bad">does not hold</Mark>}
          </span>
        )}
      </header>
      <Loaded query={query} skeleton={<Lines count={16} />}>
        {proof => <ProofBody proof={proof} zone={zone} />}
      </Loaded>
    </>
  )
}

function ProofBody({ proof, zone }: { readonly proof: Proof; readonly zone: string }) {
  const { all, books, audit } = proof
  return (
    <div className="proof">
      <p className="lead">
        Every item was counted again at {clockText(proof.at, zone)}, in {countText(proof.took_ms)} ms: from the items
        themselves, not from the counters that Today reads.
      </p>
      {proof.problems.length > 0 && (
        <ul className="notice notice-bad">
          {proof.problems.map(problem => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <ReceivedPanel all={all} />
      <Panel title="The books">
        <Facts
          rows={[
            ['sum of all postings', <Amount key="sum" minor={books.postings_sum_minor} />],
            ['balances that postings do not explain', countText(books.balances_off)],
            ['suspense against its open positions', <Amount key="off" minor={books.suspense_off_minor} />],
            ['items that nobody holds', countText(books.orphans)],
            ['exceptions without a suspense position of their value', countText(books.positions_off)],
          ]}
        />
      </Panel>
      <Panel title="The audit chain">
        <Facts
          rows={[
            ['events', countText(audit.events)],
            ['links', countText(audit.links)],
            ['rows hashed again', countText(audit.rows)],
            [
              'signed outside the database',
              audit.signed_at === null
                ? 'not yet'
                : `${counted(audit.signed_heads, 'head')}, last at ${clockText(audit.signed_at, zone)}`,
            ],
            ['altered, added or missing', countText(audit.problems)],
          ]}
        />
      </Panel>
    </div>
  )
}

function ReceivedPanel({ all }: { readonly all: Proof['all'] }) {
  const rows = [['received', all.received] as const, ...Object.entries(all.terms)]
  return (
    <Panel title="All that was ever received">
      <Table
        label="All that was ever received, by state"
        columns={TALLY_COLUMNS}
        rows={rows.map(([name, tally]) => ({ name, tally, shown: words(name) }))}
        keyOf={row => row.name}
        classOf={row => (row.name === 'received' ? 'sum' : '')}
      />
    </Panel>
  )
}
