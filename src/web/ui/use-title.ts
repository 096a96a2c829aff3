import { useEffect } from 'react'

/** The title of the window: what the page is about first. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Clearday`
  }, [title])
}
