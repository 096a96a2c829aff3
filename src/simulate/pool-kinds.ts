import type { KindScore } from './score.ts'

/** The counts of several days added up by kind, by name; a kind that a day does not know counts nothing there. */
export function poolKinds(days: readonly (readonly KindScore[])[]): readonly KindScore[] {
  const byKind = Map.groupBy(days.flat(), ({ kind }) => kind)
  return [...byKind].map(([kind, scores]) => poolKind(kind, scores)).sort((a, b) => (a.kind < b.kind ? -1 : 1))
}

function poolKind(kind: string, scores: readonly KindScore[]): KindScore {
  const sum = (of: (score: KindScore) => number) => scores.reduce((total, score) => total + of(score), 0)
  const planted = sum(score => score.planted)
  const found = sum(score => score.found)
  const falsely = sum(score => score.false)
  return {
    kind,
    planted,
    found,
    missed: sum(score => score.missed),
    false: falsely,
    recall: planted === 0 ? 1 : found / planted,
    precision: found + falsely === 0 ? 1 : found / (found + falsely),
    missed_at: scores.flatMap(score => score.missed_at),
    false_at: scores.flatMap(score => score.false_at),
  }
}
