import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Revealed } from '../../contract/item.ts'
import { pathTo } from '../../contract/paths.ts'
import { ask } from '../data/ask.ts'
import { useServerNow } from '../data/server-now.ts'
import { leftText } from '../ui/format.ts'
import { Panel } from '../ui/panel.tsx'

type Side = 'front' | 'back'

const ZOOMS = [1, 1.5, 2, 3] as const

/** The picture of the check: both sides, fitted or enlarged; covered until somebody says what for it is opened. */
export function PicturePanel({ item, sides }: { readonly item: number; readonly sides: readonly Side[] }) {
  const [side, setSide] = useState<Side>(sides[0] ?? 'front')
  const [zoom, setZoom] = useState(0)
  const reveal = useReveal(item)
  const scale = ZOOMS[zoom] ?? 1
  return (
    <Panel
      title="Picture"
      aside={
        <div className="picture-tools">
          {sides.map(one => (
            <button key={one} type="button" aria-pressed={one === side} onClick={() => setSide(one)}>
              {one}
            </button>
          ))}
          <button
            type="button"
            onClick={() => setZoom(Math.max(0, zoom - 1))}
            disabled={zoom === 0}
            aria-label="Smaller"
          >
            −
          </button>
          <output className="picture-zoom">{scale === 1 ? 'fit' : `${scale * 100} %`}</output>
          <button
            type="button"
            onClick={() => setZoom(Math.min(ZOOMS.length - 1, zoom + 1))}
            disabled={zoom === ZOOMS.length - 1}
            aria-label="Larger"
          >
            +
          </button>
        </div>
      }
    >
      <Shown key={`${side}/${reveal.pass ?? ''}`} item={item} side={side} pass={reveal.pass} scale={scale} />
      <RevealBar reveal={reveal} />
    </Panel>
  )
}

/** Said where no side of a check has one, because whoever looks for it would take the page for broken. */
export function NoPicturePanel() {
  return (
    <Panel title="Picture">
      <p>No picture came with it. What its record says, below, is all of it that was received.</p>
    </Panel>
  )
}

interface ShownProps {
  readonly item: number
  readonly side: Side
  readonly pass: string | undefined
  readonly scale: number
}

function Shown({ item, side, pass, scale }: ShownProps) {
  const [failed, setFailed] = useState(false)
  if (failed) {
    return (
      <p className="notice">
        {pass === undefined
          ? 'This picture cannot be shown covered. Reveal it to see it; where that fails too, the record says what was read.'
          : 'This picture cannot be shown. The file as it was sent is kept, and the record says what was read.'}
      </p>
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="picture" tabIndex={0} aria-label={`${side} of the check, scrolls when enlarged`}>
      <img
        src={pathTo('itemImage', { item, side }, { pass })}
        alt={pass === undefined ? `The ${side} of the check, covered` : `The ${side} of the check as it was sent`}
        className={scale === 1 ? 'fitted' : ''}
        style={{ width: `${scale * 100}%` }}
        onError={() => setFailed(true)}
      />
    </section>
  )
}

const REASONS = [
  ['codeline', 'compare the codeline'],
  ['payee', 'compare payee or words'],
  ['signature', 'compare the signature'],
  ['endorsement', 'look at the endorsement'],
  ['customer', 'the customer asks'],
] as const

interface Reveal {
  /** Opens the pictures while it is there. */
  readonly pass: string | undefined
  readonly leftMs: number
  readonly why: string | undefined
  open(reason: string): void
  cover(): void
}

/** Covers again by itself when the pass is over. */
function useReveal(item: number): Reveal {
  const client = useQueryClient()
  const [until, setUntil] = useState(0)
  const asked = useMutation({
    mutationFn: (reason: string) =>
      ask<Revealed>(pathTo('itemReveals', { item }, { reason }), undefined, { method: 'POST' }),
    onSuccess: ({ until: end }) => {
      setUntil(Date.parse(end))
      void client.invalidateQueries({ queryKey: ['item', String(item)] })
    },
  })
  const leftMs = until - useServerNow()
  const { reset } = asked
  const isOver = until !== 0 && leftMs <= 0
  useEffect(() => {
    if (isOver) reset()
  }, [isOver, reset])
  return {
    pass: asked.data === undefined || isOver ? undefined : asked.data.pass,
    leftMs,
    why: asked.error?.message,
    open: asked.mutate,
    cover: reset,
  }
}

function RevealBar({ reveal }: { readonly reveal: Reveal }) {
  const [reason, setReason] = useState<string>('payee')
  if (reveal.pass !== undefined) {
    return (
      <p className="reveal">
        <span>Uncovered, and covered again in {leftText(reveal.leftMs)}.</span>
        <button type="button" onClick={reveal.cover}>
          Cover now
        </button>
      </p>
    )
  }
  return (
    <p className="reveal">
      <span>Names, account and signature are covered.</span>
      <label className="choice">
        To
        <select value={reason} onChange={event => setReason(event.target.value)}>
          {REASONS.map(([name, words]) => (
            <option key={name} value={name}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={() => reveal.open(reason)}>
        Reveal, logged
      </button>
      {reveal.why !== undefined && <span role="alert">{reveal.why}</span>}
    </p>
  )
}
