import { Link } from '@tanstack/react-router'
import { useContext } from 'react'
import type { AnyEffect } from '../../contract/held.ts'
import { LINKS } from '../../core/resolve/linked-items.ts'
import type { UndoOffered } from '../data/desk.ts'
import { changedLines, clockLines, type EffectLine, effectLines, undoLines } from '../data/effect-lines.ts'
import type { Beside } from '../data/use-act.ts'
import { useZone } from '../data/use-zone.ts'
import { Amount, MinorDigits } from '../ui/amount.tsx'
import { counted } from '../ui/format.ts'
import { Mark, StateMark } from '../ui/mark.tsx'

/** Exactly what a decision would do; with `before`, what changed since it was looked at. */
export function EffectList({
  effect,
  before,
  received,
}: {
  readonly effect: AnyEffect
  readonly before?: AnyEffect | undefined
  readonly received?: Beside['received']
}) {
  const shown = { zone: useZone(), digits: useContext(MinorDigits) }
  const lines = effectLines(effect, shown, received)
  const { gone, come } =
    before === undefined ? { gone: [], come: [] } : changedLines(effectLines(before, shown, received), lines)
  return (
    <>
      {before !== undefined && (
        <p role="alert">
          <Mark tone="warn">changed meanwhile</Mark> It would not do what you saw any more: look at what is marked, and
          decide then.
        </p>
      )}
      <dl className="effect">
        {lines.map(line => (
          <Line key={`${line.what}${line.says}`} line={line} {...(come.includes(line) ? { change: 'new' } : {})} />
        ))}
        {gone.map(line => (
          <Line key={`gone${line.what}${line.says}`} line={line} change="no longer" />
        ))}
      </dl>
    </>
  )
}

/** The same with what stands beside it, where that is known. */
export function EffectShown({ effect, before, beside }: EffectShownProps) {
  if (beside === undefined) return <EffectList effect={effect} before={before} />
  return (
    <>
      <EffectList effect={withoutClock(effect)} before={before && withoutClock(before)} received={beside.received} />
      <EffectBeside {...beside} />
    </>
  )
}

interface EffectShownProps {
  readonly effect: AnyEffect
  readonly before?: AnyEffect | undefined
  readonly beside: Beside | undefined
}

/** All clocks stand beside it then, the one that takes another's place among them. */
function withoutClock(effect: AnyEffect): AnyEffect {
  return 'fates' in effect || effect.resolution === 'undo' ? effect : { ...effect, clock: null }
}

/** What the effect means for its clocks, and what hangs together with the item: none of it is written. */
function EffectBeside({ clocks, linked, linked_more: more }: Beside) {
  const shown = { zone: useZone(), digits: useContext(MinorDigits) }
  return (
    <dl className="effect" aria-label="Beside it">
      {clockLines(clocks, shown).map(line => (
        <Line key={`${line.what}${line.says}`} line={line} />
      ))}
      {linked.map(({ item, link, direction, amount_minor: amount, state }) => (
        <div key={`${link}${item}`}>
          <dt>Linked</dt>
          <dd>
            <Link to="/items/$item" params={{ item: String(item) }}>
              item {item}
            </Link>{' '}
            {LINKS[link]}: {direction} of <Amount minor={amount} />, <StateMark state={state} />
          </dd>
        </div>
      ))}
      {more > 0 && (
        <div>
          <dt>Linked</dt>
          <dd>and {counted(more, 'check')} more of the same deposit</dd>
        </div>
      )}
    </dl>
  )
}

/** Exactly what taking a decision back would do; nothing where the door is shut, or nothing is booked, stopped or written. */
export function UndoList({ door }: { readonly door: UndoOffered }) {
  const shown = { zone: useZone(), digits: useContext(MinorDigits) }
  if (door.opens !== null)
    return (
      <section aria-label="What asking for it would do">
        <EffectShown effect={door.opens} beside={door.opens_beside ?? undefined} />
      </section>
    )
  const lines = undoLines(door, shown)
  if (lines.length === 0) return null
  return (
    <dl className="effect" aria-label="What taking it back would do">
      {lines.map(line => (
        <Line key={`${line.what}${line.says}`} line={line} />
      ))}
    </dl>
  )
}

function Line({ line, change }: { readonly line: EffectLine; readonly change?: 'new' | 'no longer' }) {
  return (
    <div className={change === undefined ? undefined : 'effect-changed'}>
      <dt>{line.what}</dt>
      <dd>
        {change === 'no longer' ? <s>{line.says}</s> : line.says}{' '}
        {change !== undefined && <Mark tone="warn">{change}</Mark>}
      </dd>
    </div>
  )
}
