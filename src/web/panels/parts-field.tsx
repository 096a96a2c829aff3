import { useEffect, useRef } from 'react'
import type { ActArgument } from '../../contract/acts.ts'
import type { Draft } from '../data/drafts.ts'

/** A value of each part, with how many characters it may have where that is known. */
type PartAsked = Pick<ActArgument, 'name' | 'title' | 'expects'> & Partial<Pick<ActArgument, 'most'>>

interface PartsProps {
  /** What each part needs. */
  readonly asks: readonly PartAsked[]
  readonly draft: Draft
  readonly start: string
}

/** A list of parts of two or more, each with what it needs; one is added by a button, and one that is left empty counts for nothing. */
export function PartsField({ asks, draft, start }: PartsProps) {
  const count = countOf(draft, start)
  const list = useRef<HTMLDivElement>(null)
  const shown = useRef(count)
  // Whoever adds a part goes on writing in it.
  useEffect(() => {
    if (count > shown.current) list.current?.querySelector<HTMLElement>('fieldset:last-of-type input')?.focus()
    shown.current = count
  }, [count])
  const isBegun = (n: number) => asks.some(({ name }) => (draft.values[placeOf(start, n, name)] ?? '') !== '')
  return (
    <div className="parts" ref={list}>
      {Array.from({ length: count }, (_, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name than their place, and none is moved
        <fieldset key={n} className="part">
          <legend>Part {n + 1}</legend>
          {asks.map(({ name, title, most, expects }) => (
            <label key={name}>
              {title}
              <input
                type="text"
                value={draft.values[placeOf(start, n, name)] ?? ''}
                autoComplete="off"
                spellCheck={false}
                placeholder={expects ?? ''}
                required={n < LEAST || isBegun(n)}
                {...(most === null || most === undefined ? {} : { maxLength: most })}
                onChange={event => draft.set(placeOf(start, n, name), event.target.value)}
              />
            </label>
          ))}
        </fieldset>
      ))}
      <p className="act-buttons">
        <button type="button" onClick={() => draft.set(`${start}parts`, String(count + 1))}>
          Another part
        </button>
      </p>
    </div>
  )
}

/** The parts that were filled in, in their order. */
export function partsIn(
  draft: Draft,
  start: string,
  asks: readonly PartAsked[],
): readonly Readonly<Record<string, string>>[] {
  return Array.from({ length: countOf(draft, start) }, (_, n) =>
    Object.fromEntries(asks.map(({ name }) => [name, (draft.values[placeOf(start, n, name)] ?? '').trim()])),
  ).filter(part => Object.values(part).some(value => value !== ''))
}

const LEAST = 2

/** As many as were asked for, and none fewer than something was typed into. */
function countOf({ values }: Draft, start: string): number {
  const begun = Object.keys(values).flatMap(name => {
    const [n] = name.startsWith(`${start}parts/`) ? name.slice(`${start}parts/`.length).split('/') : []
    return n === undefined || values[name] === '' ? [] : [Number(n) + 1]
  })
  return Math.max(LEAST, Number(values[`${start}parts`] ?? LEAST), ...begun)
}

function placeOf(start: string, n: number, name: string): string {
  return `${start}parts/${n}/${name}`
}
