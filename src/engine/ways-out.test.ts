import { expect, test } from 'vitest'
import { institutionCalendars } from '../core/calendar/calendars.ts'
import type { ExceptionKind, Resolution } from '../core/exception.ts'
import type { Pack, PackItem } from '../core/pack.ts'
import { decideResolution } from '../core/resolve/decide-resolution.ts'
import type { ResolutionFacts } from '../core/resolve/resolution.ts'
import { decideUnit, type UnitFacts } from '../core/resolve/resolve-unit.ts'
import { NOTHING } from '../core/tally.ts'
import { ACH_EXAMPLES } from '../packs/ach/sample-exceptions.ts'
import { aCheck, aDeposit, aReturn } from '../packs/checks/sample-facts.ts'
import { PACKS } from '../packs/index.ts'
import { waysOut } from './read-item.ts'

/** Every way out that a kind lists is one that somebody can take: of a batch, a file or a claim as a whole, or of some item of its work type. */

const ITEMS: Readonly<Record<string, readonly PackItem[]>> = {
  ach: Object.values(ACH_EXAMPLES).flatMap(examples => examples.map(([, item]) => item)),
  checks: [aCheck(), aDeposit(), aReturn(), aCheck({ role: 'transit' }), aCheck({ unreadable: ['code'] })],
}

const packs: readonly Pack[] = Object.values(PACKS)
const kinds = packs.flatMap(pack => Object.entries(pack.kinds).map(([name, kind]) => ({ pack, name, kind })))

const letters = { language: 'en', dueBy: () => '2026-11-25T05:00:00Z' }

const unit = (resolution: Resolution, isClaim: boolean): UnitFacts => ({
  exception: { shard: 1024, id: -1, state: 'open', value: NOTHING },
  pack: 'ach',
  resolutions: [resolution],
  ...{ held: NOTHING, processed: undefined, whyNotProcessed: undefined, bookedOn: '2026-11-23', letters },
  forwarding: isClaim ? undefined : { standing: undefined, acknowledgeBy: NOW.toString() },
  claim: isClaim ? { amountMinor: 1, isConsumer: true, named: undefined } : undefined,
})

const NOW = Temporal.Instant.from('2026-11-23T15:00:00Z')
const HOLDING = {
  ...{ standing: undefined, endsBy: NOW.toString(), latest: { at: NOW, why: '' } },
  ...{ now: NOW, zone: 'America/New_York', onFile: new Set<never>(), only: undefined },
}
const ADJUSTING: ResolutionFacts['adjustment'] = {
  kind: {
    ...{ type: 'ENC', right: 'asked', rule: undefined, withoutEntry: 'adjustment-any' },
    ...{ leastMinor: 1, attachments: [] },
  },
  ...{ standing: undefined, clock: undefined, entryUntil: '', missed: '' },
}

const item = (resolution: Resolution, isClaim: boolean): ResolutionFacts => ({
  exception: {
    ...{ shard: 1024, id: 7, state: 'open' },
    claim: isClaim ? { isRecredited: false, isForGood: false, clock: undefined } : undefined,
  },
  item: { id: 7, day: '2026-11-20', direction: 'debit', amountMinor: 100 },
  ...{ pack: 'ach', role: 'settlement', account: undefined, named: [], codes: [], bookedOn: '2026-11-23' },
  ...{ correction: undefined, adjustment: ADJUSTING, leavesBy: undefined },
  forwarding: isClaim ? undefined : { standing: undefined, acknowledgeBy: NOW.toString() },
  hold: HOLDING,
  resolutions: [resolution],
  refuseCode: () => undefined,
  letters,
})

/** Whether what decides knows the way out at all; what else it needs, and whether it is open now, is another question. */
function isDecided(resolution: Resolution, kind: ExceptionKind, isClaim: boolean): boolean {
  const decided =
    kind.scope === 'item'
      ? decideResolution({ resolution }, item(resolution, isClaim))
      : decideUnit({ resolution }, unit(resolution, isClaim))
  return decided.is === 'decided' || decided.refused !== 'resolution_not_offered'
}

/** Whether some item of the work type has the way out when it is excepted so. */
function isOnSomeItem(resolution: Resolution, name: string, pack: Pack): boolean {
  const calendars = institutionCalendars({ institution: 'A bank', zone: 'America/New_York' })
  const institution = { fees: [], zone: 'America/New_York', calendars }
  const engine = { institution, now: () => NOW } as unknown as Parameters<typeof waysOut>[0] // all that is asked of it
  const kind = pack.kinds[name]
  return (ITEMS[pack.name] ?? []).some(parsed =>
    [{}, { deposit: true }].some(detail => {
      const original = { pack, raw: new Uint8Array(), parsed }
      const exception = {
        scope: 'item',
        kind: name,
        also: [],
        day: '2026-11-20',
        finding: {},
      } as unknown as Parameters<typeof waysOut>[2]['exception'] // the same
      const batch = { detail } as unknown as Parameters<typeof waysOut>[2]['batch'] // the same
      return waysOut(engine, kind, { original, exception, batch }).includes(resolution)
    }),
  )
}

// Seen red with what was listed and nobody could take: the adjustment of a bundle, the correction of an amount, the recredit of a claim without a debit.
test('no kind lists a way out that nobody can take', () => {
  const shut = kinds.flatMap(({ pack, name, kind }) => {
    const isClaim = pack.claims?.unmatchedKind === name || pack.claims?.kinds.includes(name) === true
    return kind.resolutions
      .filter(way => !isDecided(way, kind, isClaim) || (kind.scope === 'item' && !isOnSomeItem(way, name, pack)))
      .map(way => `${pack.name} ${name}: ${way}`)
  })
  expect(shut).toEqual([])
})

/** Of what is held as a whole a release may find nothing to process; of an item each of these ends it, or one that it needs does. */
const ENDS: Readonly<Record<ExceptionKind['scope'], readonly Resolution[]>> = {
  file: ['reject', 'deny', 'move'],
  batch: ['reject', 'deny', 'move'],
  item: ['post', 'return', 'chargeback', 'adjust', 'reject', 'deny', 'refuse', 'dishonor', 'contest'],
}

// Seen red with a cash letter of which nothing was read: it could be released, which is refused, or its sender asked, for ever.
test('every kind that a person decides has a way out that ends it', () => {
  const endless = kinds.filter(({ kind }) => !kind.resolutions.some(way => ENDS[kind.scope].includes(way)))
  expect(endless.map(({ pack, name }) => `${pack.name}/${name}`)).toEqual([])
})
