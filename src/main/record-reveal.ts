import { recordEvent } from '../engine/record-event.ts'
import type { Call } from './command.ts'
import { terminalAccount } from './terminal-account.ts'
import { hasDatabase, withEngine } from './with-engine.ts'

/** Writes to the audit log, where there is one, that somebody looked at personal data, before it is shown. `subject` is the item's number, 0 for a file that has none. */
export async function recordReveal(call: Call, of: { readonly what: string; readonly subject: number }): Promise<void> {
  const { what, subject } = of
  if (!hasDatabase(call)) return
  await withEngine(call, engine =>
    recordEvent(engine, { kind: 'data_revealed', actor: terminalAccount(), subject, body: { what } }),
  )
}
