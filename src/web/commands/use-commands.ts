import { useEffect, useRef, useSyncExternalStore } from 'react'
import { type Command, commandOf } from './command.ts'

const KEPT = 'clearday.keys'
const CHANGED = 'clearday-keys'

/** Listens for the keys of these commands as long as the page is shown; never while something is written, nor when they are off. */
export function useCommands(commands: readonly Command[]): void {
  const current = useRef(commands)
  current.current = commands
  const { isOn } = useKeys()
  useEffect(() => {
    if (!isOn) return undefined
    const press = (event: KeyboardEvent) => {
      if (isWriting(event.target)) {
        // Out of the field, where the keys are commands again; what was typed stays.
        if (event.key === 'Escape') (event.target as HTMLElement).blur()
        return
      }
      const command = commandOf(current.current, event)
      if (command === undefined) return
      event.preventDefault()
      command.run()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [isOn])
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=radio]), textarea, select, [contenteditable]') !== null
  )
}

/** Whether single keys do something: they can be switched off, for those who speak or whose keys tremble (WCAG 2.1.4). */
export function useKeys(): { readonly isOn: boolean; turn(): void } {
  const isOn = useSyncExternalStore(
    changed => {
      window.addEventListener(CHANGED, changed)
      return () => window.removeEventListener(CHANGED, changed)
    },
    () => stored() !== 'off',
  )
  return {
    isOn,
    turn() {
      try {
        localStorage.setItem(KEPT, isOn ? 'off' : 'on')
      } catch {
        return // without storage they stay on
      }
      window.dispatchEvent(new Event(CHANGED))
    },
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEPT)
  } catch {
    return null
  }
}
