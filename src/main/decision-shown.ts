import type { Effect } from '../core/resolve/effect.ts'
import { type DecisionEffect, isUnitEffect, type UnitEffect } from '../core/resolve/unit-effect.ts'
import type { NotAuthorised } from '../engine/authorise-decision.ts'
import type { PreviewBeside } from '../engine/preview-beside.ts'
import { besideJson } from '../server/preview-json.ts'
import { type Call, EXIT, type ExitCode } from './command.ts'
import { besideLines, effectLines } from './effect-lines.ts'

/** Tells what became of an order, of an item or of what is held as a whole. */
export function tellDecided(
  call: Call,
  decision: string,
  resolved: { readonly effect: DecisionEffect } & (
    | { readonly is: 'done' }
    | { readonly is: 'proposed'; readonly needs: readonly string[] }
  ),
): void {
  if (call.json) {
    call.terminal.printJson({ decision, state: resolved.is, effect: resolved.effect })
    return
  }
  if (resolved.is === 'done') call.terminal.print(`decided (${decision})`)
  else printProposed(call, decision, resolved.needs)
  for (const line of effectLines(resolved.effect)) call.terminal.print(`  ${line}`)
}

/** What was shown, as `--confirm` and `--propose` give it back. */
export function confirmedOf(call: Call, previewSha256: string) {
  return { previewSha256, expected: call.flag('propose') ? 'proposed' : 'done' } as const
}

/** The same of a way back. */
export function undoConfirmed(call: Call, sha256: string) {
  const { expected } = confirmedOf(call, sha256)
  return { seen: { sha256 }, expected } as const
}

/** Says that it waits, and why. */
export function printProposed(call: Call, decision: string, needs: readonly string[]): void {
  call.terminal.print(`proposed (${decision}): nothing of it happens before a second person approves it`)
  for (const why of needs) call.terminal.print(`  because ${why}`)
}

/** Tells what a resolution would do, and whether this person may take it. Leaves with 1 where they may not, not even with a second person. */
export function tellPreview(
  call: Call,
  shown: {
    readonly effect: Effect | UnitEffect
    readonly sha256: string
    readonly notAuthorised: NotAuthorised | undefined
    /** Of an item. */
    readonly beside?: PreviewBeside
  },
): ExitCode {
  const mayPropose = shown.notAuthorised?.needs === 'approval'
  const reasons = (shown.notAuthorised?.reasons ?? []).map(one => one.sentence)
  const { effect, beside } = shown
  if (call.json) {
    const more = beside === undefined ? {} : besideJson(beside)
    call.terminal.printJson({
      sha256: shown.sha256,
      effect,
      needs: shown.notAuthorised?.needs ?? null,
      why_not: reasons,
      ...more,
    })
  } else {
    for (const line of effectLines(effect, beside?.received)) call.terminal.print(line)
    if (beside !== undefined && !isUnitEffect(effect))
      for (const line of besideLines(effect, beside)) call.terminal.print(line)
    printConfirm(call, { sha256: shown.sha256, reasons, mayPropose, takes: 'takes it' })
  }
  return reasons.length === 0 || mayPropose ? EXIT.done : EXIT.faults
}

/** Why this person may not do it, or not alone, and how it is done. */
export function printConfirm(
  call: Call,
  of: {
    readonly sha256: string
    readonly reasons: readonly string[]
    readonly mayPropose: boolean
    readonly takes: string
  },
): void {
  const { sha256, reasons, mayPropose, takes } = of
  const whose = mayPropose ? 'not by you alone' : 'not by you'
  for (const sentence of reasons) call.terminal.print(`${whose}: ${sentence}`)
  if (mayPropose)
    call.terminal.print(`nothing is changed yet; --confirm ${sha256} --propose puts it before a second person`)
  else if (reasons.length === 0) call.terminal.print(`nothing is changed yet; --confirm ${sha256} ${takes}`)
}
