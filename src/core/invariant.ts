/** A defect: the program is wrong, not its input. Never caught to go on, only to report. */
export class Defect extends Error {
  override readonly name = 'Defect'
}

/** Throws a `Defect` with the sentence when the condition does not hold. Used in both directions: before a write and after the read. */
export function invariant(condition: boolean, sentence: string): asserts condition {
  if (!condition) throw new Defect(sentence)
}
