import type { Clock, Effect } from './effect.ts'

/** What a decision does to a clock. `runs on`: it is not decided yet, or what is decided has still to leave in time. */
export interface ClockTold {
  readonly does: 'stops' | 'starts' | 'runs on'
  /** Whose: the exception's own, that of a letter, of the answer to a forwarding, or the end of a hold. */
  readonly of: 'exception' | 'letter' | 'forwarding' | 'hold'
  /** The deadline rule; empty where a moment that somebody said ends it. */
  readonly rule: string
  /** When it is due, as an instant; empty where it never is. */
  readonly dueAt: string
}

/**
 * Every clock that a decision stops, starts or leaves running. Nothing of it is written beside the effect: it says what the rows
 * of the effect mean for whoever has to be in time.
 *
 * @param running The exception's own clock, while it is not closed; undefined where it has none or is closed already.
 * @param forwarded By when a forwarding that runs was to be acknowledged, as an instant.
 */
export function clocksOf(
  { exception, forwarding, hold, letters }: Effect,
  { running, forwarded }: { readonly running: Clock | undefined; readonly forwarded: string | undefined },
): readonly ClockTold[] {
  return [
    ...ownClock(exception, running),
    ...(forwarded === undefined || forwarding === undefined
      ? []
      : [{ does: 'stops', of: 'forwarding', rule: '', dueAt: forwarded } as const]),
    ...(forwarding?.state === 'sent'
      ? [{ does: 'starts', of: 'forwarding', rule: '', dueAt: forwarding.acknowledgeBy } as const]
      : []),
    ...(hold === undefined ? [] : [{ does: 'starts', of: 'hold', rule: '', dueAt: hold.until } as const]),
    ...letters
      .filter(one => one.rule !== '')
      .map(({ rule, dueAt }) => ({ does: 'starts', of: 'letter', rule, dueAt }) as const),
  ]
}

function ownClock({ state, clock }: Effect['exception'], running: Clock | undefined): readonly ClockTold[] {
  const told = (does: ClockTold['does'], { rule, dueAt }: Clock) => ({ does, of: 'exception', rule, dueAt }) as const
  if (clock !== undefined) {
    const starts = told('starts', clock.runs)
    return running === undefined ? [starts] : [told('stops', clock.stops), starts]
  }
  if (running === undefined) return []
  return [told(state === 'closed' ? 'stops' : 'runs on', running)]
}
