import { type DecisionEffect, isUnitEffect } from '../core/resolve/unit-effect.ts'
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
  call.terminal.print(
    resolved.is === 'done'
      ? `decided (${decision})`
      : `proposed (${decision}): nothing of it happens before a second person approves it`,
  )
  if (resolved.is === 'proposed') for (const why of resolved.needs) call.terminal.print(`  because ${why}`)
  for (const line of effectLines(resolved.effect)) call.terminal.print(`  ${line}`)
}

/** Tells what a resolution would do, and whether this person may take it. Leaves with 1 where they may not, not even with a second person. */
export function tellPreview(
  call: Call,
  shown: {
    readonly effect: DecisionEffect
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
    call.terminal.printJson({ sha256: shown.sha256, effect, why_not: reasons, ...more })
  } else {
    for (const line of effectLines(effect)) call.terminal.print(line)
    if (beside !== undefined && !isUnitEffect(effect))
      for (const line of besideLines(effect, beside)) call.terminal.print(line)
    const whose = mayPropose ? 'not by you alone' : 'not by you'
    for (const sentence of reasons) call.terminal.print(`${whose}: ${sentence}`)
    if (mayPropose)
      call.terminal.print(`nothing is changed yet; --confirm ${shown.sha256} puts it before a second person`)
    else if (reasons.length === 0) call.terminal.print(`nothing is changed yet; --confirm ${shown.sha256} takes it`)
  }
  return reasons.length === 0 || mayPropose ? EXIT.done : EXIT.faults
}
