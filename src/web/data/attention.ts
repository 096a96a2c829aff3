/** After so long without a key or a pointer nobody is taken to be there. */
const AWAY_MS = 60_000

let lastTouched = performance.now()
for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
  window.addEventListener(
    kind,
    () => {
      lastTouched = performance.now()
    },
    { passive: true },
  )

/** False while a page reads by itself what changes: that keeps no session alive. */
export function isAttended(): boolean {
  return performance.now() - lastTouched < AWAY_MS
}
