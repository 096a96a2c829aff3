import { useState } from 'react'

const THEMES = ['system', 'light', 'dark'] as const
type Theme = (typeof THEMES)[number]

const KEY = 'clearday.theme'

/** Light, dark, or as the system says; kept in this browser. theme.js sets it before the first paint. */
export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(stored)
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'
  const change = () => {
    setTheme(next)
    if (next === 'system') delete document.documentElement.dataset.theme
    else document.documentElement.dataset.theme = next
    try {
      localStorage.setItem(KEY, next)
    } catch {
      // Without storage it holds until the page is left.
    }
  }
  return (
    <button type="button" className="theme" onClick={change} aria-label={`Colours: ${theme}. Change to ${next}.`}>
      {theme}
    </button>
  )
}

function stored(): Theme {
  try {
    const kept = localStorage.getItem(KEY)
    return THEMES.find(theme => theme === kept) ?? 'system'
  } catch {
    return 'system'
  }
}
