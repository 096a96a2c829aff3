import type { Undone } from '../engine/undo-decision.ts'
import type { UndoOffered } from '../engine/undo-offered.ts'
import { decisionIdOf } from '../server/decision-json.ts'
import { besideJson } from '../server/preview-json.ts'
import { type Call, CannotDo, EXIT, type ExitCode } from './command.ts'
import { printConfirm, printProposed } from './decision-shown.ts'
import { besideLines, undoLines } from './effect-lines.ts'

/** Shows which decision would be taken back, and how. Leaves with 1 where the person may not, not even with a second person. */
export function showUndo(call: Call, offered: UndoOffered | undefined): ExitCode {
  if (offered === undefined) throw new CannotDo('nothing stands that was decided here: there is nothing to take back')
  const { decision, by, does, beside, sha256, standing, whyNot } = offered
  const named = decisionIdOf(decision)
  if (sha256 === undefined || does === undefined) throw new CannotDo(whyNot.join(' '))
  const mayPropose = standing === 'approval'
  if (call.json) {
    const more = beside === undefined ? {} : besideJson(beside)
    call.terminal.printJson({ decision: named, maker: decision.maker, by, sha256, does, why_not: whyNot, ...more })
  } else {
    call.terminal.print(`decision ${named}, of ${decision.maker}, ${by === undefined ? '' : HOW[by]}`)
    for (const line of undoLines(does)) call.terminal.print(`  ${line}`)
    if (does.opens !== undefined && beside !== undefined)
      for (const line of besideLines(does.opens, beside)) call.terminal.print(`  ${line}`)
    printConfirm(call, { sha256, reasons: whyNot, mayPropose, takes: 'takes it back' })
  }
  return standing === 'open' || mayPropose ? EXIT.done : EXIT.faults
}

const HOW = {
  undo: 'is undone, as if it had not been',
  reversal: 'is reversed by entries of today',
  remedy: 'left the house and stands: what came with it here is taken back, and the other institution is asked',
} as const satisfies Record<NonNullable<UndoOffered['by']>, string>

const DONE = {
  undo: 'undone, as if it had not been',
  reversal: 'reversed by entries of today',
  remedy: 'the other institution is asked; what came with it here is taken back',
} as const satisfies Record<keyof typeof HOW, string>

/** Says what became of it. `name` gives what the decision is called at a terminal. */
export async function tellUndone(
  call: Call,
  undone: Undone,
  name: (decisionId: number) => string | Promise<string>,
): Promise<ExitCode> {
  if (undone.is === 'refused') throw new CannotDo(undone.why)
  const decision = await name(undone.decisionId)
  const state = undone.is === 'undone' ? 'done' : undone.is
  if (call.json) call.terminal.printJson({ decision, state, by: undone.by })
  else if (undone.is === 'proposed') printProposed(call, decision, undone.needs)
  else call.terminal.print(DONE[undone.by])
  return EXIT.done
}
