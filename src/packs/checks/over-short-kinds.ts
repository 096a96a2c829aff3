import type { ExceptionKind } from '../../core/exception.ts'
import type { CheckQueue } from './queues.ts'

/** What a release of a bundle or cash letter that does not balance leaves behind: no item, with a clock of the house. */
const OVER_SHORT = {
  procedure: 'over-short',
  clock: 'over-short-ended',
  resolutions: ['refer', 'adjust', 'move'],
  codes: [],
  decidedBy: { by: 'person' },
  queue: 'checks-balancing',
} as const satisfies Partial<ExceptionKind> & { readonly queue: CheckQueue }

export const OVER_SHORT_KINDS = {
  'bundle-over-short': {
    ...OVER_SHORT,
    scope: 'batch',
    title: 'Over or short after a release',
    sentence:
      'The bundle was released although its {total} says {difference} than its items make. The difference stands in suspense until somebody says what settled it, or it is charged to over and short.',
  },
  'letter-over-short': {
    ...OVER_SHORT,
    scope: 'file',
    title: 'Cash letter over or short after a release',
    sentence:
      'The cash letter was released although its {total} says {difference} than its bundles make. The difference stands in suspense until somebody says what settled it, or it is charged to over and short.',
  },
} as const
