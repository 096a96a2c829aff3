import { useEffect, useState, useSyncExternalStore } from 'react'

/** Rows drawn above and below what is seen. */
export const MARGIN_ROWS = 12

/** The rows that the frame shows, with a margin; the frame scrolls with the page. */
export function useSeenRows(
  frame: { readonly current: HTMLDivElement | null },
  { count, rowPx }: { readonly count: number; readonly rowPx: number },
): { from: number; to: number } {
  const [seen, setSeen] = useState({ from: 0, to: Math.min(count, 60) })
  useEffect(() => {
    const look = () => {
      const top = frame.current?.getBoundingClientRect().top ?? 0
      const first = Math.floor(-top / rowPx) - MARGIN_ROWS
      const from = Math.max(0, Math.min(first, count - 1))
      const to = Math.min(count, Math.max(0, first) + Math.ceil(window.innerHeight / rowPx) + 2 * MARGIN_ROWS)
      setSeen(before => (before.from === from && before.to === to ? before : { from, to }))
    }
    look()
    window.addEventListener('scroll', look, { passive: true })
    window.addEventListener('resize', look)
    return () => {
      window.removeEventListener('scroll', look)
      window.removeEventListener('resize', look)
    }
  }, [frame, count, rowPx])
  return seen
}

const NARROW = '(max-width: 900px)'

/** True where the window is so narrow that a row has two lines; the styles turn at the same width. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    changed => {
      const media = window.matchMedia(NARROW)
      media.addEventListener('change', changed)
      return () => media.removeEventListener('change', changed)
    },
    () => window.matchMedia(NARROW).matches,
  )
}

/** Scrolls just as far as the row needs to be in sight, under the bar that stays. */
export function revealRow(frame: HTMLDivElement | null, row: number, rowPx: number): void {
  if (frame === null) return
  const bar = document.querySelector('.strip')?.getBoundingClientRect().bottom ?? 0
  const top = frame.getBoundingClientRect().top + (row + 1) * rowPx
  if (top < bar + 2 * rowPx) window.scrollBy({ top: top - bar - 2 * rowPx })
  else if (top + rowPx > window.innerHeight) window.scrollBy({ top: top + 2 * rowPx - window.innerHeight })
}
