import { counted } from '../core/counted.ts'

export interface DayAsRun {
  readonly directory: string
  readonly dataDir: string
  /** How many files the day has. */
  readonly files: number
  /** Paths of files without a receipt. */
  readonly missing: readonly string[]
  /** Paths of files that were received and are not processed to their end. */
  readonly waiting: readonly string[]
}

/** Why a day cannot be scored: it was not run, or not to its end. One sentence with what to do; undefined when it can. */
export function dayNotRun({ directory, dataDir, files, missing, waiting }: DayAsRun): string | undefined {
  if (missing.length > 0) {
    const { some, which, them, were } = wordsOf(missing, files, directory)
    const has = missing.length === 1 ? 'has' : 'have'
    return `${some} ${has} no receipt in ${dataDir}, ${which}: the day was not run there, or ${were} altered since; clearday run ${directory} receives ${them}`
  }
  if (waiting.length === 0) return undefined
  const { some, which, them } = wordsOf(waiting, files, directory)
  const are = waiting.length === 1 ? 'is' : 'are'
  return `${some} ${are} not processed to the end, ${which}; clearday run ${directory} ends ${them}`
}

function wordsOf(paths: readonly string[], files: number, directory: string) {
  const isOne = paths.length === 1
  return {
    some:
      files === 1 ? `the one file of ${directory}` : `${paths.length} of the ${counted(files, 'file')} of ${directory}`,
    which: `${isOne ? 'it' : 'the first'} is ${paths[0]}`,
    them: isOne ? 'it' : 'them',
    were: isOne ? 'it was' : 'they were',
  }
}
