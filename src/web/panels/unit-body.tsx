import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { Exception } from '../../contract/exception.ts'
import type { HeldStory } from '../../contract/held.ts'
import { Amount } from '../ui/amount.tsx'
import { counted, countText, sentence } from '../ui/format.ts'
import { StateMark } from '../ui/mark.tsx'
import { Facts, Panel } from '../ui/panel.tsx'
import { DeadlinePanel } from './deadline.tsx'
import { Found } from './exception.tsx'
import { LeavesBy } from './leaves-by.tsx'
import { LettersPanel } from './letters.tsx'
import { CaseNotesPanel } from './notes.tsx'
import { ProcedurePanel } from './procedure.tsx'
import { HeldEarlier } from './side-by-side.tsx'

interface UnitBodyProps {
  readonly story: HeldStory
  /** What may be done about it as a whole. */
  readonly acts: ReactNode
  /** What stands below the acts waits for them, so that nothing moves when they come. */
  readonly actsAre: 'read' | 'on their way'
  /** To whose story what is written down belongs. */
  readonly inCase: string
}

/** The whole story of a held batch, file or claim: why, what may be done and by when, how one works on it, and what it is. */
export function UnitBody({ story: { exception, finding, procedure, deadline }, acts, actsAre, inCase }: UnitBodyProps) {
  return (
    <div className={actsAre === 'read' ? 'item' : 'item item-waits'}>
      <div className="item-column">
        <Panel title={exception.title} className="exception" aside={<StateMark state={exception.state} />}>
          <p className="explanation">{sentence(exception.sentence)}</p>
          <Found finding={finding} />
          <LeavesBy exception={exception} />
          <HeldEarlier exception={exception} />
        </Panel>
        {acts}
        {actsAre === 'read' && (
          <>
            {deadline !== null && <DeadlinePanel deadline={deadline} state={exception.state} outbound={[]} />}
            <ProcedurePanel procedure={procedure} />
          </>
        )}
      </div>
      <div className="item-column">
        <HeldFacts exception={exception} />
        <LettersPanel item={exception.id} />
        <CaseNotesPanel id={inCase} />
      </div>
    </div>
  )
}

/** What it holds, where there is something, and where the rest of it is shown. */
function HeldFacts({ exception }: { readonly exception: Exception }) {
  const { scope, batch, value } = exception
  const receipt = String(exception.receipt)
  const search = batch === null ? { receipt } : { receipt, batch: String(batch) }
  return (
    <Panel title="Where it comes from">
      <Facts
        rows={[
          [
            'receipt',
            <Link key="receipt" to="/receipts/$receipt" params={{ receipt }}>
              {receipt}, with its record, its faults and its batches
            </Link>,
          ],
          ['from', exception.source],
          ...(value.count === 0
            ? []
            : [
                [
                  'it holds',
                  <Link key="items" to="/items" search={search}>
                    {`${batch === null ? `the whole ${scope}` : `batch ${countText(batch + 1)}`}, ${counted(value.count, 'item')}`}
                  </Link>,
                ] as const,
              ]),
          ...(value.debit_minor + value.credit_minor === 0
            ? []
            : [
                ['debits', <Amount key="debits" minor={value.debit_minor} />] as const,
                ['credits', <Amount key="credits" minor={value.credit_minor} />] as const,
              ]),
        ]}
      />
    </Panel>
  )
}
