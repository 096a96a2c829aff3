import type { Draft } from '../data/drafts.ts'
import { useZone } from '../data/use-zone.ts'
import { instantIn } from '../ui/zoned.ts'
import { Ask } from './case-bar.tsx'
import { type WakeAsked, WakeField, wakeIn } from './wake-field.tsx'
import { dayAfter, useWakesBy, WakesByLine } from './wakes-by.tsx'

/** What the draft’s fields of it begin with. */
export const PEND_DRAFT = 'pend/'

/** Until when a case waits, and for what. */
export interface PendAsked {
  readonly until: string
  readonly waiting_for: string
  readonly wake?: WakeAsked
}

interface PendFormProps {
  readonly isBusy: boolean
  /** Of the case: what is typed stays with it until it was sent. */
  readonly draft: Draft
  /** An item of the case, whose letters may be waited for; undefined for what is held as a whole. */
  readonly item: number | undefined
  /** When it has to leave here; null where no rule says. */
  readonly oursAt: string | null
  readonly send: (until: PendAsked) => void
  readonly leave: () => void
}

/** What is waited for, until when at the latest, and what wakes it earlier. */
export function PendForm({ isBusy, draft, item, oursAt, send, leave }: PendFormProps) {
  const zone = useZone()
  const by = useWakesBy(oursAt)
  const { nowMs, latest } = by
  const morning = nextMorning(zone, nowMs)
  const usual = latest === undefined || morning < latest ? morning : latest
  const waitingFor = draft.values[`${PEND_DRAFT}for`] ?? ''
  const until = draft.values[`${PEND_DRAFT}until`] ?? usual
  const set = (name: string) => (event: { readonly target: { readonly value: string } }) =>
    draft.set(PEND_DRAFT + name, event.target.value)
  const given = () => {
    const wake = wakeIn(draft, PEND_DRAFT)
    send({
      until: instantIn(zone, until),
      waiting_for: waitingFor.trim(),
      ...(wake === undefined ? {} : { wake }),
    })
  }
  return (
    <Ask isBusy={isBusy} send={given} leave={leave} does="Let it wait">
      <label>
        What does it wait for?
        <input value={waitingFor} required maxLength={200} onChange={set('for')} />
      </label>
      <label>
        Until when at the latest? ({zone})
        <input type="datetime-local" value={until} max={latest} required onChange={set('until')} />
      </label>
      <WakesByLine {...by} />
      <WakeField item={item} draft={draft} start={PEND_DRAFT} />
    </Ask>
  )
}

/** Nine o'clock on the day after. */
function nextMorning(zone: string, ms: number): string {
  return `${dayAfter(zone, ms)}T09:00`
}
