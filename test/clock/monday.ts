/** Monday, 23 November 2026, 10:00 in New York: where the clocks of tests begin. */
export const MONDAY = Temporal.Instant.from('2026-11-23T15:00:00Z')

/** Names by how many milliseconds the clock of a run of tests is ahead of the machine's; behind it where that is negative. */
const AHEAD = 'CLEARDAY_TEST_CLOCK_AHEAD_MS'

/**
 * Called where a run of tests begins: it is Monday then, for each worker and each command of the run, whatever day and hour the
 * machine has. Else a cutoff, a weekend or a next day would decide which tests pass.
 */
export function beginMonday(): void {
  process.env[AHEAD] ??= String(MONDAY.epochMilliseconds - Date.now())
}

/** Zero outside a run of tests. */
export function aheadMs(): number {
  return Number(process.env[AHEAD] ?? 0)
}

/** What a command of Node's needs in its environment to go by the clock of the run. */
export function clockOfRun(): { readonly NODE_OPTIONS: string; readonly [AHEAD]: string } {
  return { NODE_OPTIONS: `--import ${new URL('set-clock.ts', import.meta.url)}`, [AHEAD]: String(aheadMs()) }
}

/** The moment of the run for a statement of a test: PostgreSQL's own now() is the machine's. */
export function nowInSql(): string {
  return `'${Temporal.Now.instant()}'::timestamptz`
}
