/** How something stands: a shape, a word and a colour, because a colour alone says nothing to many. */
export type Tone = 'good' | 'wait' | 'warn' | 'bad' | 'plain'

const SHAPES: Readonly<Record<Tone, string>> = {
  good: 'M2.5 6.5l2.6 2.6L9.8 3.4',
  wait: 'M6 2.6a3.4 3.4 0 1 0 0 6.8a3.4 3.4 0 1 0 0-6.8M6 4.2V6l1.4 1',
  warn: 'M6 2l4.4 8H1.6zM6 5v2.2M6 8.6v.2',
  bad: 'M3 3l6 6M9 3l-6 6',
  plain: 'M3 6h6',
}

export function Mark({ tone, children }: { readonly tone: Tone; readonly children: string }) {
  return (
    <span className={`mark mark-${tone}`}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={SHAPES[tone]} />
      </svg>
      {children}
    </span>
  )
}

const TONES: Readonly<Record<string, Tone>> = {
  posted: 'good',
  done: 'good',
  balanced: 'good',
  sent: 'good',
  arrived: 'good',
  returned: 'plain',
  adjusted: 'plain',
  forwarded: 'plain',
  closed: 'plain',
  process: 'plain',
  unscheduled: 'plain',
  rejected: 'plain',
  refused: 'plain',
  in_work: 'wait',
  claimed: 'wait',
  decided: 'wait',
  staged: 'wait',
  queued: 'wait',
  awaited: 'wait',
  shown: 'wait',
  running: 'wait',
  ended: 'plain',
  open: 'warn',
  suspended: 'warn',
  undeclared: 'warn',
  arrived_late: 'warn',
  late: 'bad',
  out: 'bad',
  quarantined: 'bad',
  quarantine: 'bad',
}

const WORDS: Readonly<Record<string, string>> = {
  out: 'out of balance',
  quarantine: 'held',
  process: 'processed',
  undeclared: 'no control',
  staged: 'processing',
  awaited: 'awaited',
  shown: 'a dry run',
  running: 'runs',
}

/** The mark of a state by the name that the contract gives it. */
export function StateMark({ state }: { readonly state: string }) {
  return <Mark tone={TONES[state] ?? 'plain'}>{WORDS[state] ?? state.replaceAll('_', ' ')}</Mark>
}
