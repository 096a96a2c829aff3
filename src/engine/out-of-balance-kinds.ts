import type { Engine } from './engine.ts'

/** `pack/kind` of every kind of exception that tells of a total of a batch which does not agree. */
export function outOfBalanceKinds(packs: Engine['packs']): readonly string[] {
  return Object.entries(packs).flatMap(([pack, { kinds }]) =>
    Object.entries(kinds).flatMap(([kind, { outOfBalance }]) => (outOfBalance === true ? [`${pack}/${kind}`] : [])),
  )
}
