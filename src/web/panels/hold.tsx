import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ItemStory } from '../../contract/item.ts'
import { HOLD_REASONS } from '../../core/hold.ts'
import { actsQuery, itemDecided } from '../data/desk.ts'
import { lettersOfItemQuery } from '../data/queries.ts'
import { useServerNow } from '../data/server-now.ts'
import { useUndo } from '../data/use-undo.ts'
import { useZone } from '../data/use-zone.ts'
import { momentText } from '../ui/format.ts'
import { Mark } from '../ui/mark.tsx'
import { Facts, Panel } from '../ui/panel.tsx'
import { StepUp } from '../ui/step-up.tsx'
import { Why } from '../ui/why.tsx'

type Hold = NonNullable<ItemStory['hold']>

interface HoldPanelProps {
  readonly story: ItemStory
  readonly hold: Hold
  /** For those who decide: they may end it here. */
  readonly mayEnd: boolean
}

/** For whom an item is kept, by whom, why and until when, what ends the waiting before that, and the way to end it at once. */
export function HoldPanel({ story, hold, mayEnd }: HoldPanelProps) {
  const zone = useZone()
  const { party, awaits, until, ends_by: endsBy, extensions } = hold
  const made = story.decisions.find(one => one.state === 'done' && one.resolution === 'hold')
  const isOpen = story.exception?.state === 'open'
  const longer = extensions === 0 ? '' : `, made longer ${extensions === 1 ? 'once' : `${extensions} times`}`
  return (
    <Panel title="Held" className="hold" aside={<HoldMark until={until} isOpen={isOpen} />}>
      <Facts
        rows={[
          ['for', PARTIES[party]],
          ['by', made === undefined ? 'nobody is named' : `${made.maker}, ${momentText(made.decided_at, zone)}`],
          ['waits for', HOLD_REASONS[awaits]],
          ['until', `${momentText(until, zone)}, ${momentText(endsBy, zone)} at the latest${longer}`],
          ['wakes by', <Wakes key="wakes" item={story.item.id} until={until} />],
        ]}
      />
      {mayEnd && isOpen && made !== undefined && (
        <EndHold
          item={story.item.id}
          decision={made.decision}
          ends={extensions === 0 ? 'the hold' : 'the longer time'}
        />
      )}
    </Panel>
  )
}

const PARTIES = { customer: 'the customer', sender: 'the other institution' } as const satisfies Record<
  Hold['party'],
  string
>

function HoldMark({ until, isOpen }: { readonly until: string; readonly isOpen: boolean }) {
  const now = useServerNow()
  if (!isOpen) return <Mark tone="plain">decided</Mark>
  return Date.parse(until) > now ? <Mark tone="wait">held</Mark> : <Mark tone="warn">has ended</Mark>
}

/** The line is there before its letter is read, so that nothing moves. */
function Wakes({ item, until }: { readonly item: number; readonly until: string }) {
  const zone = useZone()
  const letters = useQuery(lettersOfItemQuery(item)).data?.data ?? []
  const letter = letters.findLast(one => one.resolution === 'hold' && one.state !== 'cancelled')
  const answered = letter?.answered ?? null
  if (letter !== undefined && answered !== null)
    return `the answer to letter ${letter.letter} came on ${answered.on}, as ${answered.by.name} wrote down`
  if (letter?.state === 'overtaken')
    return `document ${letter.overtaken_by}, for which letter ${letter.letter} asks, is here`
  const which = letter === undefined ? 'the letter about it' : `letter ${letter.letter}`
  return `the answer to ${which}, or ${momentText(until, zone)}`
}

interface EndHoldProps {
  readonly item: number
  /** By which it is held, or was made longer last. */
  readonly decision: string
  readonly ends: keyof typeof ENDINGS
}

/** Taking the hold back, or what it was made longer by: nothing moved for it, so it is as if it had not been. */
function EndHold({ item, decision, ends }: EndHoldProps) {
  const { does, after } = ENDINGS[ends]
  const door = useQuery(actsQuery(item)).data?.undo
  const undo = useUndo(itemDecided(item))
  const isNewest = door?.decision === decision
  const standing = isNewest ? door.standing : undefined
  const isOpen = standing !== undefined && standing !== 'shut'
  const [isSure, setSure] = useState(false)
  const whyNot = isNewest ? door.why_not.join(' ') : ''
  return (
    <>
      <p className="act-buttons">
        <button
          type="button"
          disabled={!isOpen || undo.isBusy}
          onClick={() => isNewest && (standing === 'step_up' ? setSure(true) : undo.take(door))}
        >
          {does}
        </button>
      </p>
      <p className="quiet">{whyNot === '' ? after : whyNot}</p>
      {isNewest && isSure && <StepUp done={() => undo.take(door)} />}
      <Why error={undo.why} />
    </>
  )
}

const ENDINGS = {
  'the hold': {
    does: 'End the hold',
    after:
      'Its case is ready again then. A letter that did not go yet is not written; one that went is corrected by another.',
  },
  'the longer time': { does: 'Take the longer time back', after: 'It is held as it was before it was made longer.' },
} as const
