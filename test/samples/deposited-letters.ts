import { createDrawnImages } from '../../src/simulate/checks/images.ts'
import type { Bundle, LabelledCheck, Letter } from '../../src/simulate/checks/model.ts'
import { writeLetter } from '../../src/simulate/checks/write-letter.ts'
import type { DayWriter } from '../../src/simulate/day-writer.ts'
import { OTHER_BANKS } from '../../src/simulate/institution.ts'
import { createPlan, type Plan, type SimulateOptions } from '../../src/simulate/plan.ts'
import { plantAll } from '../../src/simulate/plant/plant-all.ts'
import { CLEAN } from '../../src/simulate/truth.ts'

/**
 * Writes the letters that banks present to us in a simulated day anew, with what is planted in them alone. Each kind is there as a
 * check that is presented, as one that a customer of ours deposits, and as a deposited one that is drawn on another bank.
 *
 * @param options Those of the day, with each kind planted three times.
 */
export function writeDepositedLetters(options: SimulateOptions, out: DayWriter): void {
  const plan = createPlan(options)
  plantAll(plan)
  const sources = {
    checksOf: (_: Letter, { planted }: Bundle) => planted,
    depositorOf: () => plan.accounts.next('business').account.number,
    images: createDrawnImages(options.day, plan.random.split('images')),
    truth: { add: () => {}, close: () => {} },
  }
  const wayOf = takingTurns()
  for (const letter of lettersOf(plan)) writeLetter(inThree(letter, wayOf), sources, out.file(letter.path))
}

/** What is wrong with them is wrong with their checks. */
function lettersOf({ letters, extraLetters }: Plan): readonly Letter[] {
  return [...letters, ...extraLetters].filter(
    ({ sort, fault, label, bundles }) =>
      sort === 'forward' &&
      fault === undefined &&
      label === undefined &&
      bundles.every(bundle => bundle.fault === undefined && bundle.label === undefined),
  )
}

type Way = 'presented' | 'deposited' | 'deposited, on another bank'
const WAYS: readonly Way[] = ['presented', 'deposited', 'deposited, on another bank']

/** The ways in turn, for each kind of its own. */
function takingTurns(): (labelled: LabelledCheck) => Way {
  const taken = new Map<string, number>()
  return ({ label: { kind } }) => {
    const n = taken.get(kind) ?? 0
    taken.set(kind, n + 1)
    return WAYS[n % WAYS.length] ?? 'presented'
  }
}

function inThree(letter: Letter, wayOf: (labelled: LabelledCheck) => Way): Letter {
  const bundles = letter.bundles.flatMap(bundle => {
    const by = Map.groupBy(bundle.planted, wayOf)
    const label = bundle.streamLabel
    const deposit = { account: '', label: CLEAN, record: '61' } as const
    return [
      { ...bundle, ordinary: 0, planted: by.get('presented') ?? [] },
      { ...bundle, ordinary: 0, planted: by.get('deposited') ?? [], deposit, streamLabel: `${label}-ours` },
      {
        ...{ ...bundle, ordinary: 0, deposit, streamLabel: `${label}-others` },
        planted: (by.get('deposited, on another bank') ?? []).map(drawnElsewhere),
      },
    ]
  })
  return { ...letter, bundles }
}

function drawnElsewhere(labelled: LabelledCheck): LabelledCheck {
  return { ...labelled, check: { ...labelled.check, routing: OTHER_BANKS[0]?.routing ?? '' } }
}
