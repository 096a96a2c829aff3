import { ITEMS_PER_RECEIPT_MAX, receiptOfHeld } from '../../core/item.ts'
import type { ResolutionAsked } from '../../core/resolve/resolution.ts'
import type { Decider } from '../../engine/authorise-decision.ts'
import type { Engine } from '../../engine/engine.ts'
import { orgShardOf } from '../../engine/org-shard.ts'
import { previewUnit } from '../../engine/preview-unit.ts'
import { readCandidates } from '../../engine/read-candidates.ts'
import { resolveUnit } from '../../engine/resolve-unit.ts'
import { readUnitUndo, undoUnit } from '../../engine/undo-unit.ts'
import { decisionIdOf } from '../../server/decision-json.ts'
import { batchExceptionId } from '../../store/exception.ts'
import { fileExceptionOf } from '../../store/unit.ts'
import { type Call, CannotDo, EXIT, type ExitCode } from '../command.ts'
import { confirmedOf, tellDecided, tellPreview, undoConfirmed } from '../decision-shown.ts'
import { showUndo, tellUndone } from '../undo-shown.ts'
import { dollars } from './prove.ts'

/** A batch or file that is held as a whole, as somebody names it: `12/2` is the second batch of receipt 12, `12/file` the file. */
export type HeldName =
  | { readonly receiptId: number; readonly ordinal: number | undefined }
  | { readonly exceptionId: number }

/** Undefined where the text names no such. The number of its exception, below zero, names one too. */
export function heldNamed(text: string): HeldName | undefined {
  if (/^-\d{1,16}$/.test(text)) return { exceptionId: Number(text) }
  const [, receipt, batch] = /^(\d{1,9})\/(\d{1,8}|file)$/.exec(text) ?? []
  if (receipt === undefined || batch === '0') return undefined
  return { receiptId: Number(receipt), ordinal: batch === 'file' ? undefined : Number(batch) - 1 }
}

/** The same of the number of its exception, whatever of the receipt it is about. */
export function heldName(exceptionId: number): string {
  const place = -exceptionId % ITEMS_PER_RECEIPT_MAX
  return `${receiptOfHeld(exceptionId)}/${place === 0 ? 'file' : place}`
}

interface Order {
  readonly held: HeldName
  readonly asked: ResolutionAsked
  readonly by: Decider
}

/** Shows what the resolution would do to it, and takes it where `--confirm` gives the hash. */
export async function decideHeld(engine: Engine, call: Call, { held, asked, by }: Order): Promise<ExitCode> {
  const exceptionId = await exceptionOf(engine, held)
  const confirmed = call.text('confirm')
  if (confirmed === undefined) return preview(engine, call, { exceptionId, asked, by })
  const resolved = await resolveUnit(engine, { exceptionId, asked, by, ...confirmedOf(call, confirmed) })
  if (resolved.is === 'refused') throw new CannotDo(resolved.why)
  if (resolved.is === 'changed')
    throw new CannotDo(
      `what it would do now is not what was previewed; nothing was changed. Its hash is ${resolved.sha256} now: look again without --confirm`,
    )
  tellDecided(call, decisionOf(engine, resolved.decisionId), resolved)
  return EXIT.done
}

/** Shows how the last decision about it would be taken back, and does it where `--confirm` gives the hash. */
export async function undoHeld(engine: Engine, call: Call, { held, by }: Omit<Order, 'asked'>): Promise<ExitCode> {
  const exceptionId = await exceptionOf(engine, held)
  const confirmed = call.text('confirm')
  if (confirmed !== undefined) {
    const undone = await undoUnit(engine, { exceptionId, by, ...undoConfirmed(call, confirmed) })
    return tellUndone(call, undone, id => decisionOf(engine, id))
  }
  const offered = await readUnitUndo(engine, { exceptionId, by })
  if (offered !== undefined && 'refused' in offered) throw new CannotDo(offered.why)
  return showUndo(call, offered)
}

/** As `approve` takes it. */
function decisionOf({ institution }: Engine, id: number): string {
  return decisionIdOf({ shard: orgShardOf({ institution }), id })
}

async function exceptionOf({ database, institution }: Engine, held: HeldName): Promise<number> {
  if ('exceptionId' in held) return held.exceptionId
  const { receiptId, ordinal } = held
  if (ordinal !== undefined) return batchExceptionId(receiptId, ordinal)
  const found = await fileExceptionOf(database.pool, { shard: orgShardOf({ institution }), receiptId })
  if (found === undefined) throw new CannotDo(`receipt ${receiptId} is not held as a whole`)
  return found
}

/** Leaves with 1 where the person may not take what is shown. */
async function preview(
  engine: Engine,
  call: Call,
  wanted: { readonly exceptionId: number } & Omit<Order, 'held'>,
): Promise<ExitCode> {
  const shown = await previewUnit(engine, wanted)
  if (shown.is === 'refused') {
    if (shown.refused === 'fields_missing') await showCandidates(engine, call, wanted.exceptionId)
    throw new CannotDo(shown.why)
  }
  return tellPreview(call, shown)
}

/** The posted debits that a claim may mean, a line each, the most likely first. */
async function showCandidates(engine: Engine, call: Call, exceptionId: number): Promise<void> {
  for (const { item, postedOn, amountMinor, why } of (await readCandidates(engine, exceptionId)) ?? [])
    call.terminal.print(`item=${item}  ${postedOn}  ${dollars(amountMinor)}  ${why}`)
}
