import { useEffect } from 'react'

/** What had the focus last, and what stood around it, the nearest first. */
interface Held {
  readonly on: HTMLElement
  readonly around: readonly HTMLElement[]
}

/**
 * Whoever works by the keyboard goes on where they were: a button that cannot be pressed while its act is being done has the focus
 * again afterwards; where it went with its act the panel that it stood in has it, or the page. Whoever leaves a field by themselves
 * has left it.
 */
export function useKeptFocus(): void {
  useEffect(() => {
    let held: Held | undefined
    const begins = ({ target }: FocusEvent) => {
      held = target instanceof HTMLElement ? { on: target, around: aroundOf(target) } : undefined
    }
    const ends = () =>
      // What is taken away is still there when it says so.
      queueMicrotask(() => {
        if (held !== undefined && isNowhere() && isUsable(held.on)) held = undefined
      })
    const goOn = () => {
      if (held === undefined || !isNowhere()) return
      if (held.on.isConnected) {
        if (isUsable(held.on)) held.on.focus({ preventScroll: true })
        return
      }
      focusOn(held.around.find(one => one.isConnected))
    }
    const changes = new MutationObserver(goOn)
    changes.observe(document.body, { subtree: true, childList: true, attributeFilter: ['disabled'] })
    document.addEventListener('focusin', begins)
    document.addEventListener('focusout', ends)
    return () => {
      changes.disconnect()
      document.removeEventListener('focusin', begins)
      document.removeEventListener('focusout', ends)
    }
  }, [])
}

function isNowhere(): boolean {
  return document.activeElement === null || document.activeElement === document.body
}

function isUsable(one: HTMLElement): boolean {
  return one.isConnected && !one.matches(':disabled')
}

function aroundOf(one: HTMLElement): readonly HTMLElement[] {
  const around: HTMLElement[] = []
  for (let at = one.parentElement; at !== null; at = at.parentElement) if (at.matches('.panel, main')) around.push(at)
  return around
}

function focusOn(one: HTMLElement | undefined): void {
  if (one === undefined) return
  one.tabIndex = -1
  one.focus({ preventScroll: true })
}
