import { Link } from '@tanstack/react-router'
import { useContext } from 'react'
import type { Approval } from '../../contract/approval.ts'
import { exceptionWords } from '../../core/exception-words.ts'
import { receiptOfHeld } from '../../core/item.ts'
import type { Answer, Taken } from '../data/approvals.ts'
import { effectLines } from '../data/effect-lines.ts'
import { useZone } from '../data/use-zone.ts'
import { MinorDigits } from '../ui/amount.tsx'
import { Mark } from '../ui/mark.tsx'

/** What was answered a moment ago, of what waited for a second person. */
export interface AnsweredNow {
  readonly one: Approval
  readonly to: Answer['to']
  readonly taken: Taken
}

/** What became of it, with the way there: it is gone from the list by then. */
export function AnsweredBar({ last }: { readonly last: AnsweredNow }) {
  const { one, to } = last
  const stands = STANDS[to]
  return (
    <div className="undo-bar" role="status">
      <Mark tone={stands.tone}>{stands.mark}</Mark>
      <span>
        {one.title}, proposed by {one.maker.name}: {one.held === null && 'item '}
        <About one={one} /> <Became {...last} />
      </span>
    </div>
  )
}

const STANDS = {
  decisionApprove: { tone: 'good', mark: 'approved' },
  decisionKey: { tone: 'good', mark: 'keyed alike' },
  decisionReturn: { tone: 'warn', mark: 'returned' },
  decisionWithdraw: { tone: 'warn', mark: 'withdrawn' },
  decisionReview: { tone: 'good', mark: 'looked at' },
} as const satisfies Record<Answer['to'], { readonly tone: 'good' | 'warn'; readonly mark: string }>

/** As a sentence about the item, or what is held as a whole. */
function Became({ to, taken: { effect } }: AnsweredNow) {
  const shown = { zone: useZone(), digits: useContext(MinorDigits) }
  if (effect !== undefined) {
    const [first] = effectLines(effect, shown)
    return effect.resolution === 'undo' ? `has taken back ${first?.says}.` : `${first?.says}.`
  }
  if (to === 'decisionKey') return 'became what you both said.'
  return 'stays as it was: nothing of it happened.'
}

/** The way to what it is about: what is held as a whole is where its receipt is. */
export function About({ one: { item, held } }: { readonly one: Approval }) {
  if (held === null)
    return (
      <Link to="/items/$item" params={{ item: String(item) }}>
        {item}
      </Link>
    )
  return (
    <Link to="/receipts/$receipt" params={{ receipt: String(receiptOfHeld(item)) }}>
      {exceptionWords(item)}
    </Link>
  )
}
