import type { ActArgument, ItemActs } from '../contract/acts.ts'
import type { UndoEffectJson } from '../contract/decision.ts'
import { titleOfWay } from '../core/exception.ts'
import { invariant } from '../core/invariant.ts'
import { ARGUMENTS, type Argument, type ArgumentName } from '../core/resolve/arguments.ts'
import type { UndoEffect } from '../core/resolve/decide-undo.ts'
import type { AskedNow } from '../core/resolve/list-acts.ts'
import type { ActsOfItem } from '../engine/read-acts.ts'
import type { UndoOffered } from '../engine/undo-offered.ts'
import { decisionIdOf, effectJson, legJson, letterAskedJson, takenOverJson } from './decision-json.ts'
import { CODES } from './item-json.ts'
import { pastDecisionJson } from './past-decision-json.ts'
import { besideJson } from './preview-json.ts'

/** What may be done about an item, or below zero about what is held as a whole, for one person: codes and choices with what they are called. */
export function actsJson(item: number, found: ActsOfItem, viewer: number): ItemActs {
  const who = (id: number) => ({ id, name: found.names.get(id) ?? `person ${id}` })
  return {
    item,
    nothing: found.nothing ?? null,
    held_by: found.heldBy === undefined ? null : who(found.heldBy),
    acts: found.acts.map(({ act, standing, whyNot }) => ({
      resolution: act.resolution,
      title: titleOfWay(act.resolution, item < 0 ? 'batch' : 'item'),
      standing,
      why_not: [...whyNot],
      possible: act.whyNot === undefined,
      asks: act.asks.map(argumentJson),
    })),
    undo: undoJson(found.undo),
    decisions: found.decisions.map(one => pastDecisionJson(one, viewer)),
  }
}

/** The way back from what stands. */
export function undoJson(offered: UndoOffered | undefined): ItemActs['undo'] {
  if (offered === undefined) return null
  const { decision, standing, by = null, sha256 = null, whyNot, does, beside } = offered
  return {
    ...{ decision: decisionIdOf(decision), maker: decision.maker, standing, by, sha256, why_not: [...whyNot] },
    ...doesJson(does),
    letters: (does?.opens?.letters ?? does?.letters.corrects ?? []).map(letterAskedJson),
    opens: does?.opens === undefined ? null : effectJson(does.opens),
    opens_beside: beside === undefined ? null : besideJson(beside),
  }
}

/** The same as it is put before a second person: what left is no taking back, but a decision of its own. */
export function undoEffectJson(effect: UndoEffect, shard: number): UndoEffectJson {
  const { decisionId, by, letters } = effect
  invariant(by !== 'remedy', 'what is asked of others is proposed as what it opens')
  const decision = decisionIdOf({ shard, id: decisionId })
  return { resolution: 'undo', decision, by, ...doesJson(effect), letters: letters.corrects.map(letterAskedJson) }
}

function doesJson(does: UndoEffect | undefined) {
  const { legs = [], letters } = does ?? {}
  return {
    legs: legs.map(leg => legJson(leg, does)),
    stops: {
      answer: does?.withdraws === 'answer',
      notice: does?.withdrawsNotice === true,
      letters: letters?.cancels.length ?? 0,
    },
    gives_back: takenOverJson(does?.givesBack),
  }
}

/** Of codes the first that can be chosen is the usual one, as the kind lists them; of other choices one that stands alone. */
function argumentJson({ name, of, title, choices, refused, most, expects, titles, isOptional }: AskedNow): ActArgument {
  const argument: Argument | undefined = of === undefined && isArgument(name) ? ARGUMENTS[name] : undefined
  const titleOf = (value: string) =>
    titles?.[value] ??
    (argument?.kind === 'choice' ? (argument.choices[value] ?? value) : (CODES[value]?.sentence ?? ''))
  return {
    name,
    of: of ?? null,
    title,
    choices:
      choices?.map((value, n) => ({
        value,
        title: titleOf(value),
        needs: argument?.kind === 'code' ? (CODES[value]?.needs ?? null) : null,
        usual: n === 0 && (argument?.kind === 'code' || (choices.length === 1 && isOptional !== true)),
      })) ?? null,
    refused: refused.map(({ value, why }) => ({ value, title: titleOf(value), why })),
    most: most ?? null,
    optional: isOptional === true,
    expects: expects ?? null,
  }
}

function isArgument(name: string): name is ArgumentName {
  return Object.hasOwn(ARGUMENTS, name)
}
