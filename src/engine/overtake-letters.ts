import { documentNumber, overtakes } from '../core/document.ts'
import { letterNumber } from '../core/resolve/letter.ts'
import type { Transaction } from '../store/database.ts'
import { documentsOfException } from '../store/document.ts'
import type { NewEvent } from '../store/event.ts'
import { overtakeLetter, unsentAskings } from '../store/letter.ts'
import { sealExceptions } from '../store/seal.ts'
import type { Engine } from './engine.ts'
import { orgShardOf } from './org-shard.ts'

/** What became of letters that nobody said were sent: their numbers, and the seal of their exception where one of them changed. */
export interface LettersOvertaken {
  readonly told: { readonly lettersOvertaken?: readonly string[]; readonly lettersRequested?: readonly string[] }
  readonly seals: readonly NewEvent[]
}

/**
 * Goes through the letters of an exception that ask for a paper and that nobody said were sent, after a document was attached to it or
 * taken off: whose paper is there need not go, and whose paper is not there has to. The caller holds the lock of its bucket.
 */
export async function overtakeLetters(
  { institution }: Engine,
  tx: Transaction,
  at: { readonly shard: number; readonly exceptionId: number },
): Promise<LettersOvertaken> {
  const asking = await unsentAskings(tx, at)
  if (asking.length === 0) return { told: {}, seals: [] }
  const documents = await documentsOfException(tx, { orgShard: orgShardOf({ institution }), ...at })
  const attached = documents.flatMap(one =>
    one.attached === undefined ? [] : [{ ...one, attachedAt: one.attached.at }],
  )
  const changed = asking.flatMap(letter => {
    const paper = overtakes(letter, attached)
    const by = paper === undefined ? undefined : documentNumber(paper)
    return by === letter.overtakenBy ? [] : [{ letter, by }]
  })
  if (changed.length === 0) return { told: {}, seals: [] }
  for (const { letter, by } of changed) await overtakeLetter(tx, letter, by)
  const named = (isAsked: boolean) =>
    changed.filter(({ by }) => (by === undefined) === isAsked).map(({ letter }) => letterNumber(letter))
  const [overtaken, requested] = [named(false), named(true)]
  const sealed = await sealExceptions(tx, [{ shard: at.shard, id: at.exceptionId }])
  return {
    told: {
      ...(overtaken.length === 0 ? {} : { lettersOvertaken: overtaken }),
      ...(requested.length === 0 ? {} : { lettersRequested: requested }),
    },
    seals: [...sealed.values()],
  }
}
