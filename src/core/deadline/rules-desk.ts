import { type DeadlineRule, END_OF_DAY, NO_ROLL, openDays } from './rule.ts'

/** Clocks that the house sets itself, where no law or network does. */
export const DESK_RULES = {
  'forwarding-acknowledged': {
    id: 'forwarding-acknowledged',
    area: 'desk',
    act: 'Acknowledge an item that was forwarded',
    clock: 'recipient',
    starts: 'day on which it was forwarded, or asked for again',
    sense: 'by',
    versions: [
      {
        from: '2016-01-01',
        citation: 'House practice: two banking days, where no agreement with the recipient says otherwise',
        standing: 'unverified',
        span: openDays(2, 'ucc-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'Whoever forwarded it asks again: until it is acknowledged it is theirs, and its own clock runs on.',
      },
    ],
  },
  'hold-ended': {
    id: 'hold-ended',
    area: 'desk',
    act: 'Decide an item that is held for a party',
    clock: 'institution',
    starts: 'day on which it was held first',
    sense: 'by',
    versions: [
      {
        from: '2016-01-01',
        citation: 'House practice: five banking days in all, however often it is made longer',
        standing: 'unverified',
        span: openDays(5, 'ucc-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'It is not held longer: decide it with what is known. A day is not closed over a hold that has ended.',
      },
    ],
  },
  'over-short-ended': {
    id: 'over-short-ended',
    area: 'desk',
    act: 'Settle what is over or short of a batch or file, or charge it to over and short',
    clock: 'institution',
    starts: 'day on which it was released out of balance',
    sense: 'by',
    versions: [
      {
        from: '2016-01-01',
        citation: 'House practice: five banking days',
        standing: 'unverified',
        span: openDays(5, 'ucc-banking-day'),
        roll: NO_ROLL,
        due: END_OF_DAY,
        missed: 'What nobody explains by then is charged to over and short, by somebody whose limit it is within.',
      },
    ],
  },
} as const satisfies Readonly<Record<string, DeadlineRule>>
