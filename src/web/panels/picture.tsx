import { useState } from 'react'
import { pathTo } from '../../contract/paths.ts'
import { Panel } from '../ui/panel.tsx'

type Side = 'front' | 'back'

const ZOOMS = [1, 1.5, 2, 3] as const

/** The picture of the check: both sides, fitted or enlarged. */
export function PicturePanel({ item, sides }: { readonly item: number; readonly sides: readonly Side[] }) {
  const [side, setSide] = useState<Side>(sides[0] ?? 'front')
  const [zoom, setZoom] = useState(0)
  const [failed, setFailed] = useState(false)
  const scale = ZOOMS[zoom] ?? 1
  const choose = (next: Side) => {
    setSide(next)
    setFailed(false)
  }
  return (
    <Panel
      title="Picture"
      aside={
        <div className="picture-tools">
          {sides.map(one => (
            <button key={one} type="button" aria-pressed={one === side} onClick={() => choose(one)}>
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
      {failed ? (
        <p className="notice">
          This picture cannot be shown. The file as it was sent is kept, and the record below says what was read.
        </p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <section className="picture" tabIndex={0} aria-label={`${side} of the check, scrolls when enlarged`}>
          <img
            src={pathTo('itemImage', { item, side })}
            alt={`The ${side} of the check as it was sent`}
            className={scale === 1 ? 'fitted' : ''}
            style={{ width: `${scale * 100}%` }}
            onError={() => setFailed(true)}
          />
        </section>
      )}
    </Panel>
  )
}
