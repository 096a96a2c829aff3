import { shardOf } from '../../core/bucket.ts'
import { counted } from '../../core/counted.ts'
import type { ResolutionAsked } from '../../core/resolve/resolution.ts'
import type { ClaimRaised, UnitEffect } from '../../core/resolve/unit-effect.ts'
import type { Tally } from '../../core/tally.ts'
import type { Decider } from '../../engine/authorise-decision.ts'
import type { Engine } from '../../engine/engine.ts'
import { previewUnit } from '../../engine/preview-unit.ts'
import { readCandidates } from '../../engine/read-candidates.ts'
import { resolveUnit } from '../../engine/resolve-unit.ts'
import { readUnitUndo, undoUnit } from '../../engine/undo-unit.ts'
import { batchExceptionId } from '../../store/exception.ts'
import { fileExceptionOf } from '../../store/unit.ts'
import { type Call, CannotDo, EXIT, type ExitCode } from '../command.ts'
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
  const resolved = await resolveUnit(engine, { exceptionId, asked, by, previewSha256: confirmed })
  if (resolved.is === 'refused') throw new CannotDo(resolved.why)
  if (resolved.is === 'changed')
    throw new CannotDo(
      `what it would do now is not what was previewed; nothing was changed. Its hash is ${resolved.sha256} now: look again without --confirm`,
    )
  if (call.json) call.terminal.printJson({ decision: resolved.decisionId, effect: resolved.effect })
  else {
    call.terminal.print(`decided (${resolved.decisionId})`)
    for (const line of heldLines(resolved.effect)) call.terminal.print(`  ${line}`)
  }
  return EXIT.done
}

/** Shows how the last decision about it would be taken back, and does it where `--confirm` gives the hash. */
export async function undoHeld(engine: Engine, call: Call, { held, by }: Omit<Order, 'asked'>): Promise<ExitCode> {
  const exceptionId = await exceptionOf(engine, held)
  const confirmed = call.text('confirm')
  if (confirmed !== undefined)
    return tellUndone(call, await undoUnit(engine, { exceptionId, by, seen: { sha256: confirmed } }), String)
  const offered = await readUnitUndo(engine, { exceptionId, by })
  if (offered !== undefined && 'refused' in offered) throw new CannotDo(offered.why)
  return showUndo(call, offered)
}

async function exceptionOf({ database, institution }: Engine, held: HeldName): Promise<number> {
  if ('exceptionId' in held) return held.exceptionId
  const { receiptId, ordinal } = held
  if (ordinal !== undefined) return batchExceptionId(receiptId, ordinal)
  const found = await fileExceptionOf(database.pool, { shard: shardOf(institution.orgId, 0), receiptId })
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
  const reasons = (shown.notAuthorised?.reasons ?? []).map(one => one.sentence)
  if (call.json) call.terminal.printJson({ sha256: shown.sha256, effect: shown.effect, why_not: reasons })
  else {
    for (const line of heldLines(shown.effect)) call.terminal.print(line)
    for (const sentence of reasons) call.terminal.print(`not by you: ${sentence}`)
    if (reasons.length === 0) call.terminal.print(`nothing is changed yet; --confirm ${shown.sha256} takes it`)
  }
  return reasons.length === 0 ? EXIT.done : EXIT.faults
}

/** The posted debits that a claim may mean, a line each, the most likely first. */
async function showCandidates(engine: Engine, call: Call, exceptionId: number): Promise<void> {
  for (const { item, postedOn, amountMinor, why } of (await readCandidates(engine, exceptionId)) ?? [])
    call.terminal.print(`item=${item}  ${postedOn}  ${dollars(amountMinor)}  ${why}`)
}

/** What a resolution does to it as a whole, a line each. */
function heldLines({ exception, fates, lost, batches, legs, claim, letters }: UnitEffect): readonly string[] {
  const role = (account: UnitEffect['legs'][number]['from']) => ('role' in account ? account.role : 'an account')
  return [
    `${exception.resolution}: the exception is ${exception.state}`,
    ...fates.map(fate => `${fate.state}${fate.kind === '' ? '' : ` as ${fate.kind}`}: ${tallyText(fate)}`),
    ...(lost.count + lost.debitMinor + lost.creditMinor === 0
      ? []
      : [`could not be read, and is rejected: ${tallyText(lost)}`]),
    ...(batches.held === 0 ? [] : [`${batches.held} of its batches stay held by themselves`]),
    ...legs.map(leg => `${leg.day}: ${dollars(leg.amountMinor)} from ${role(leg.from)} to ${role(leg.to)}`),
    ...(claim === undefined ? [] : claimLines(claim)),
    ...letters.map(({ to, words }) => `to the ${to}: ${words}`),
  ]
}

function claimLines({ itemId, kind, amountMinor, sentence, dueAt, differs }: ClaimRaised): readonly string[] {
  return [
    `the claim is raised on item ${itemId} as ${kind}, due ${dueAt}: ${sentence}`,
    `suspense holds ${dollars(amountMinor)} for it, against the claims`,
    ...(differs.length === 0 ? [] : [`not as it was taken down: ${differs.join(', ')}`]),
  ]
}

function tallyText({ count, debitMinor, creditMinor }: Tally): string {
  return `${counted(count, 'item')}, debits ${dollars(debitMinor)}, credits ${dollars(creditMinor)}`
}
