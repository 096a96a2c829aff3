import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { Approval } from '../../contract/approval.ts'
import { type Answer, answerProposal, approvalBesideQuery, hasBeside, type Taken } from '../data/approvals.ts'
import { AskFailed } from '../data/ask.ts'
import { type FormDraft, useFormDraft } from '../data/drafts.ts'
import { useZone } from '../data/use-zone.ts'
import { Amount } from '../ui/amount.tsx'
import { momentText, sentence } from '../ui/format.ts'
import { PanelLines } from '../ui/loaded.tsx'
import { Facts, Panel } from '../ui/panel.tsx'
import { StepUp } from '../ui/step-up.tsx'
import { About, type AnsweredNow } from './answered.tsx'
import { EffectShown } from './effect.tsx'
import { Found } from './exception.tsx'
import { KeyForm } from './key-form.tsx'

type Answered = (answered: AnsweredNow) => void

/** One proposal: what its maker wants to happen, why that needs a second person, and what this person may answer. */
export function ApprovalPanel({ one, answered }: { readonly one: Approval; readonly answered: Answered }) {
  const zone = useZone()
  const typed = useFormDraft(`approval/${one.decision}`)
  const sent = useAnswer(one.decision, (to, taken) => answered({ one, to, taken }), typed.forget)
  const due = one.due_at === null ? 'no deadline' : momentText(one.due_at, zone)
  return (
    <Panel title={`${one.title}, proposed by ${one.maker.name}`}>
      {one.sentence !== null && <p className="explanation">{sentence(one.sentence)}</p>}
      <Found finding={one.finding} />
      <Facts
        rows={[
          [one.held === null ? 'item' : 'held', <About key="item" one={one} />],
          ['amount', <Amount key="amount" minor={one.amount_minor} />],
          ['has to leave by', due],
          ['proposed', momentText(one.proposed_at, zone)],
          ...one.needs.map((why, n) => [n === 0 ? 'needs two because' : `and because (${n + 1})`, why] as const),
          ...(one.stale
            ? [
                [
                  'stale',
                  'It would do something else now: its maker has it back first, and deciding anew replaces it.',
                ] as const,
              ]
            : []),
        ]}
      />
      <Proposed one={one} sent={sent} />
      {one.may === 'key' && <KeyForm one={one} sent={sent} draft={typed} />}
      {(one.may === 'approve' || one.may === 'key') && <ReturnForm sent={sent} typed={typed} />}
      {one.may === 'withdraw' && (
        <button type="button" disabled={sent.isBusy} onClick={() => sent.send({ to: 'decisionWithdraw' })}>
          Withdraw
        </button>
      )}
      {one.may === 'nothing' && one.why_not.map(why => <p key={why}>{why}</p>)}
      <p className="approval-why" role="alert">
        {sent.why}
      </p>
      {sent.again !== undefined && <StepUp done={sent.again} />}
    </Panel>
  )
}

/** How an answer goes out, and why it was refused. */
export interface Sent {
  readonly isBusy: boolean
  readonly why: string | undefined
  /** The same answer once more, where it waits for a proof of who it is. */
  readonly again: (() => void) | undefined
  send(answer: Answer): void
}

/**
 * The panel goes with its answer, but where a third person is asked; a refused one gets another key, because it may be asked again.
 * `heard`: of every answer that was taken.
 */
export function useAnswer(
  decision: string,
  answered: (to: Answer['to'], taken: Taken) => void = () => {},
  heard: () => void = () => {},
): Sent {
  const client = useQueryClient()
  const [key, setKey] = useState(() => crypto.randomUUID())
  const asked = useMutation({
    mutationFn: (answer: Answer) => answerProposal({ decision, key, answer }),
    onSuccess: (taken, { to }) => {
      heard()
      if (taken.keyed !== 'different') answered(to, taken)
    },
    onSettled: () => {
      setKey(crypto.randomUUID())
      return client.invalidateQueries()
    },
  })
  const { error, variables } = asked
  const needsProof = error instanceof AskFailed && error.refused === 'step_up_needed' && variables !== undefined
  const again = needsProof ? () => asked.mutate(variables) : undefined
  const differs = asked.data?.keyed === 'different' ? DIFFERENT : undefined
  return { isBusy: asked.isPending, why: error?.message ?? differs, again, send: asked.mutate }
}

const DIFFERENT = 'It is not the same as the first: a third person sees both and decides. Nothing happened.'

/** What was proposed, beside what was keyed where that differs; nothing of a blind one. */
function Proposed({ one, sent }: { readonly one: Approval; readonly sent: Sent }) {
  const keys = [
    ...(one.effect === null || one.sha256 === null
      ? []
      : [{ by: one.maker.name, effect: one.effect, sha256: one.sha256 }]),
    ...(one.second === null ? [] : [one.second]),
  ]
  const { data, isLoading } = useQuery({ ...approvalBesideQuery(one.decision), enabled: hasBeside(one) })
  const beside = data?.effects
  // Nothing moves under a hand: what can be approved comes with all that is said of it.
  if (isLoading)
    return (
      <div className="waiting" aria-busy="true">
        <PanelLines count={6} />
      </div>
    )
  return (
    <div className="approval-keys">
      {keys.map(({ by, effect, sha256 }) => (
        <section key={sha256} aria-label={`What ${by} wants`}>
          <h3>What {by} wants</h3>
          <EffectShown effect={effect} beside={beside?.find(of => of.sha256 === sha256)} />
          {one.may === 'approve' && (
            <button
              type="button"
              disabled={sent.isBusy || one.stale}
              onClick={() => sent.send({ to: 'decisionApprove', body: { sha256 } })}
            >
              Approve {keys.length > 1 ? `what ${by} wants` : ''}
            </button>
          )}
        </section>
      ))}
    </div>
  )
}

/** What is typed stays until it was sent. */
function ReturnForm({ sent, typed }: { readonly sent: Sent; readonly typed: FormDraft }) {
  const why = typed.field('returned/why')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    sent.send({ to: 'decisionReturn', body: { why: why.value } })
  }
  return (
    <form className="approval-form" onSubmit={submit}>
      <label>
        Why it goes back
        <input {...why} maxLength={1000} required />
      </label>
      <button type="submit" disabled={sent.isBusy || why.value.trim() === ''}>
        Return
      </button>
    </form>
  )
}
