import { Link } from '@tanstack/react-router'
import type { Exception } from '../../contract/exception.ts'
import { counted, sentence } from '../ui/format.ts'
import { StateMark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'
import { HeldDecisions } from './decisions.tsx'
import { LeavesBy } from './leaves-by.tsx'
import { LettersPanel } from './letters.tsx'
import { HeldEarlier } from './side-by-side.tsx'
import { UnitActs } from './unit-acts.tsx'

interface UnitBodyProps {
  readonly exception: Exception
  readonly frozen: string | undefined
  readonly fence: number
  readonly done: () => void
}

/** A held batch or file: it is decided as a whole. */
export function UnitBody({ exception, frozen, fence, done }: UnitBodyProps) {
  const receipt = String(exception.receipt)
  return (
    <>
      <Panel title={exception.title} className="exception" aside={<StateMark state={exception.state} />}>
        <p className="explanation">{sentence(exception.sentence)}</p>
        <LeavesBy exception={exception} />
        <p>
          It holds a whole {exception.scope} of {counted(exception.value.count, 'item')}:{' '}
          <Link to="/receipts/$receipt" params={{ receipt }}>
            receipt {receipt}
          </Link>{' '}
          has its record, its faults and its batches.
        </p>
        <HeldEarlier exception={exception} />
        <UnitActs exception={exception} frozen={frozen} fence={fence} done={done} />
        <HeldDecisions exception={exception.id} />
      </Panel>
      <LettersPanel item={exception.id} />
    </>
  )
}
