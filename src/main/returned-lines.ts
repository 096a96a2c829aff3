import type { ReturnedUndo } from '../store/returned-undo.ts'
import { aboutWords } from './about-words.ts'
import { heldName } from './commands/resolve-held.ts'
import { momentText } from './moment-text.ts'

interface Shown {
  readonly zone: string
  /** Whose they are. */
  readonly login: string
}

/** What came back to its maker and has no case that could be handed out, as a terminal shows it: who returned it, why, and how to go on. */
export function returnedLines(all: readonly ReturnedUndo[], { zone, login }: Shown): readonly string[] {
  return all.flatMap(({ exceptionId, resolution, by, why, at }) => {
    const name = exceptionId > 0 ? String(exceptionId) : heldName(exceptionId)
    return [
      `came back to you: ${aboutWords(exceptionId)}, ${by.name} does not want it taken back (${resolution}), ${momentText(at, zone)}: ${why}`,
      `  what was decided stands: clearday resolve ${name} undo --as ${login} asks anew, or write in a note on its page why it stays`,
    ]
  })
}
