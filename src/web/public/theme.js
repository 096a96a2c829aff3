// Before the first paint: the theme that was chosen here, so that no page flashes in the other one.
try {
  const theme = localStorage.getItem('clearday.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
} catch {
  // Without storage the system's choice holds.
}
