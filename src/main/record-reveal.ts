import { userInfo } from 'node:os'
import { recordEvent } from '../engine/record-event.ts'
import type { Call } from './command.ts'
import { hasDatabase, withEngine } from './with-engine.ts'

/** Writes to the audit log, where there is one, that somebody looked at personal data, before it is shown. */
export async function recordReveal(call: Call, what: string): Promise<void> {
  if (!hasDatabase(call)) return
  await withEngine(call, engine =>
    recordEvent(engine, { kind: 'data_revealed', actor: `os:${userInfo().username}`, subject: 0, body: { what } }),
  )
}
