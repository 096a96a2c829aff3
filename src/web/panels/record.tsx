import { useLayoutEffect, useRef } from 'react'
import type { ItemRecord } from '../../contract/item.ts'
import { Mark } from '../ui/mark.tsx'
import { Panel } from '../ui/panel.tsx'

type Field = ItemRecord['fields'][number]

const RULER = Array.from({ length: 10 }, (_, ten) => String((ten + 1) * 10).padStart(10, '·')).join('')

/** The record as it stands in the file, in its columns, with the field that is faulty marked. */
export function RecordPanel({ record }: { readonly record: ItemRecord }) {
  const faulty = record.fields.find(field => field.faulty)
  const { header } = record
  // By their numbers in the fields: 0 is the header of the batch, 1 the item's own first record.
  const lines = [
    ...(header === null ? [] : [{ ...header, number: 0 }]),
    ...record.records.map((one, index) => ({ ...one, number: index + 1 })),
  ]
  const width = Math.max(...lines.map(one => one.text.length))
  const frame = useRef<HTMLElement>(null)
  useLayoutEffect(() => revealWhenSeen(frame.current), [])
  return (
    <Panel
      title={header === null ? 'Record' : 'Record, under the header of its batch'}
      aside={faulty === undefined ? undefined : <Mark tone="bad">{`${faulty.title}${placeText(faulty)}`}</Mark>}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="raw" ref={frame} tabIndex={0} aria-label="The record as sent, personal data masked">
        <div className="raw-line raw-ruler" aria-hidden="true">
          <span className="raw-number">col</span>
          {RULER.slice(0, width)}
        </div>
        {lines.map(one => (
          <div key={one.number} className="raw-line">
            <span className="raw-number">{one.line}</span>
            <Marked text={one.text} field={(faulty?.record ?? 1) === one.number ? faulty : undefined} />
          </div>
        ))}
      </section>
    </Panel>
  )
}

function placeText(field: Field): string {
  return field.column === null ? '' : `, column ${field.column}`
}

/**
 * Where it is not shown there is nothing to scroll, and what was scrolled is lost: on a narrow screen the record waits, read already,
 * for what may be done. So the mark is brought into sight whenever the record gets a width.
 */
function revealWhenSeen(frame: HTMLElement | null): (() => void) | undefined {
  if (frame === null) return
  let width = 0
  const sizes = new ResizeObserver(() => {
    if (width === 0 && frame.clientWidth > 0) revealMark(frame)
    width = frame.clientWidth
  })
  sizes.observe(frame)
  return () => sizes.disconnect()
}

/** A record wider than its frame is scrolled so that the marked field stands in the middle of what is seen. */
function revealMark(frame: HTMLElement): void {
  const mark = frame.querySelector('mark')
  if (mark === null) return
  const { left, width } = mark.getBoundingClientRect()
  const over = left + width - frame.getBoundingClientRect().right
  if (over > -width) frame.scrollLeft += left - frame.getBoundingClientRect().left - (frame.clientWidth - width) / 2
}

function Marked({ text, field }: { readonly text: string; readonly field: Field | undefined }) {
  if (field === undefined || field.column === null) return <span>{text}</span>
  const from = field.column - 1
  const to = from + (field.width ?? 1)
  return (
    <span>
      {text.slice(0, from)}
      <mark title={field.title}>{text.slice(from, to)}</mark>
      {text.slice(to)}
    </span>
  )
}
