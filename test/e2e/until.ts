const LOOK_MS = 50

/** Looks again and again until it is so, and gives what was found. The test's own timeout ends what never comes. */
export async function until<Found>(look: () => Promise<Found | undefined | false>): Promise<Found> {
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    await new Promise(resolve => setTimeout(resolve, LOOK_MS))
  }
}
