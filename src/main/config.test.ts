import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { Config, institutionOf, readConfig } from './config.ts'
import { ConfigFault } from './config-fault.ts'
import { demoFees } from './demo-fees.ts'

const root = mkdtempSync(join(tmpdir(), 'clearday-config-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function folderWith(text: string): string {
  const folder = mkdtempSync(join(root, 'data-'))
  writeFileSync(join(folder, 'clearday.json'), text)
  return folder
}

function faultOf(text: string, environment: NodeJS.ProcessEnv = {}): string {
  try {
    readConfig(folderWith(text), environment)
  } catch (error) {
    if (error instanceof ConfigFault) return error.message
    throw error
  }
  throw new Error(`${text} was taken`)
}

/** A schedule of windows that close at these times. */
function windows(...closing: readonly string[]): string {
  const listed = closing.map((time, n) => `{"name":"w${n}","submitBy":${time},"deliveredBy":"14:00"}`)
  return `{"returnWindows":{"ach":[{"operator":"x","from":"2026-12-01","zone":"UTC","windows":[${listed}]}]}}`
}

/** A schedule of fees: each one for returned items but for what is said. */
function fees(...some: readonly object[]): string {
  const fee = { name: 'nsf', title: 'Returned item', owner: 'a', from: '2026-01-01', amountMinor: 3000, packs: ['ach'] }
  return JSON.stringify({ fees: some.map(more => ({ ...fee, chargedWith: ['return'], ...more })) })
}

function secondKey(more: object): string {
  const policy = { name: 'x', owner: 'a', from: '2026-01-01', resolutions: ['post'], keying: 'seen' }
  return JSON.stringify({ secondKeys: [{ ...policy, ...more }] })
}

/** What is said of queues: of that of debits without the funds but for what is said. */
function queues(...some: readonly object[]): string {
  return JSON.stringify({ queues: some.map(more => ({ queue: 'ach-funds', ...more })) })
}

describe('a wrong configuration', () => {
  // Seen red with the role and the credential of kinds that are moved not looked at, and with z.object in place of z.strictObject, and with a check left out of the schema.
  it.each([
    ['{"institution":{"nme":"x"}}', 'institution.nme: there is no such field'],
    ['{"cutoff":{}}', 'cutoff: there is no such field'],
    ['{"sources":[{"name":"fed","by":"08:00"}]}', 'sources.0.by: there is no such field'],
    ['{"institution":{"routingNumbers":["091000018"]}}', 'institution.routingNumbers.0: should be a routing number'],
    ['{"institution":{"routingNumbers":[]}}', 'institution.routingNumbers: should be at least 1 in the list'],
    ['{"institution":{"zone":"Mars/Base"}}', 'institution.zone: should be an IANA time zone such as'],
    ['{"institution":{"currency":"JPY"}}', 'institution.currency: should be USD: amounts of ACH files'],
    [
      '{"institution":{"name":"京"}}',
      'institution.name: should be a name with a letter or digit that a record can hold',
    ],
    ['{"destinations":{"checks":{"name":"—"}}}', 'destinations.checks.name: should be a name with a letter'],
    [
      '{"institution":{"routingNumbers":["091000019","091000019"]}}',
      'institution.routingNumbers: should be different numbers',
    ],
    [
      '{"institution":{"days":[{"on":"2026-07-03","is":"closed","why":"x"},{"on":"2026-07-03","is":"open","why":"y"}]}}',
      'institution.days: should be each day once',
    ],
    ['{"sources":[{"name":"fed"},{"name":"fed","expectedBy":"08:00"}]}', 'sources: should be of different names'],
    [
      '{"policies":[{"name":"ach-funds-returns","owner":"a","from":"2026-01-01","to":"2026-06-30"},{"name":"ach-funds-returns","owner":"b","from":"2026-06-30"}]}',
      'policies: should be without two of one name that are in force on the same day',
    ],
    [
      '{"institution":{"days":[{"on":"2026-02-30","is":"closed","why":"x"}]}}',
      'institution.days.0.on: should be a day',
    ],
    [
      '{"institution":{"days":[{"on":"2026-02-03","is":"shut","why":"x"}]}}',
      'institution.days.0.is: should be one of closed, open',
    ],
    [fees({}, { amountMinor: 1 }), 'fees: should be without two of one name that are in force on the same day'],
    [fees({}, { name: 'other', codes: ['R01'] }), 'fees: should be without two that are charged with the same way out'],
    [fees({ kinds: ['check-dates'] }), 'fees.0.kinds: should be kinds of exceptions of items of these work types'],
    [fees({ amountMinor: 0 }), 'fees.0.amountMinor: should be at least 1'],
    ['{"cutoffs":{"ach":"25:00"}}', 'cutoffs.ach: should be a time of day such as 17:00'],
    ['{"review":{"debitMinor":-1}}', 'review.debitMinor: should be at least 0'],
    ['{"review":{"checkMinor":1.5}}', 'review.checkMinor: should be a whole number'],
    ['{"review":{"creditMinor":"5"}}', 'review.creditMinor: should be a number'],
    ['{"sources":[{}]}', 'sources.0.name: is missing; it should be a text in quotes'],
    [
      '{"policies":[{"name":"ach-funds-returns","owner":"b","from":"2026-02-01","to":"2026-01-01"}]}',
      'policies.0.to: should be a day that is not before',
    ],
    [
      secondKey({ kinds: ['account-open'] }),
      'secondKeys.0.kinds: should be kinds of exceptions that have one of these',
    ],
    [
      secondKey({ kinds: ['malformed-file'] }),
      'secondKeys.0.kinds: should be kinds of exceptions that have one of these',
    ],
    [secondKey({ fields: ['account'] }), 'secondKeys.0.fields: should be left out where nothing is keyed'],
    [queues({ queue: 'ach-fund' }), 'queues.0.queue: should be a queue of a work type'],
    [queues({}, {}), 'queues.1.queue: should be a queue that stands once'],
    [queues({ kinds: ['check-dates'] }), 'queues.0.kinds: should be kinds of exceptions of the work type ach'],
    [
      queues({ kinds: ['account-closed'] }, { queue: 'ach-entries', kinds: ['account-closed'] }),
      'queues.1.kinds: should be kinds that lie in one queue',
    ],
    [queues({ queue: 'ach-returns', leastRole: 'aop' }), 'queues.0.leastRole: should be ps or a higher role'],
    [queues({ kinds: ['review-threshold'] }), 'queues.0.leastRole: should be sps or a higher role'],
    [queues({ queue: 'ach-claims', credential: 'aap' }), 'queues.0.credential: should be reg-e, as what lies in it'],
    [
      queues({ leastRole: 'ps', kinds: ['claim-unauthorized'] }),
      'queues.0.credential: should be reg-e, as what lies in it',
    ],
    [queues({ skill: 'ACH returns' }), 'queues.0.skill: should be a word of small letters'],
    ['{"returnWindows":{"minutesAhead":0}}', 'returnWindows.minutesAhead: should be at least 1'],
    ['{"returnWindows":{"wires":[]}}', 'returnWindows.wires: there is no such field'],
    ['{"returnWindows":{"ach":[{}]}}', 'returnWindows.ach.0.operator: is missing'],
    [windows('"12:00"', '"11:00"'), 'returnWindows.ach.0.windows: should be in the order of `submitBy`'],
    [windows('"14:01"'), 'returnWindows.ach.0.windows: should be delivered on the same day, not before they are sent'],
    [windows(), 'returnWindows.ach.0.windows: should be at least 1 in the list'],
    [windows('"9:00"'), 'returnWindows.ach.0.windows.0.submitBy: should be a time of day such as 17:00'],
    ['{"server":{"port":65536}}', 'server.port: should be at most 65535'],
    ['{"duplicateMonths":0}', 'duplicateMonths: should be at least 1'],
    ['[]', 'the file: should be an object'],
    ['{"institution":', 'not readable as JSON'],
    ['{"server":{"port":1,"port":2}}', 'server.port: stands there twice'],
  ])('%s is refused: %s', (text, sentence) => {
    expect(faultOf(text)).toContain(sentence)
  })

  it('is told whole, not field by field', () => {
    const told = faultOf('{"cutoffs":{"ach":"x","checks":"y"},"foo":1}')
    expect(told).toMatch(/cutoffs\.ach.*cutoffs\.checks.*foo/)
  })

  it('may be a variable', () => {
    expect(faultOf('{}', { CLEARDAY_PORT: '70000' })).toContain('should be a port from 0 to 65535')
    expect(faultOf('{}', { CLEARDAY_LOG_LEVEL: 'loud' })).toContain(
      'should be one of info, debug, warn, error, not loud',
    )
    expect(faultOf('{}', { CLEARDAY_CONFIG: root })).toContain(`${root}: is a directory, not a file`)
    expect(faultOf('{}', { CLEARDAY_CONFIG: '/no/such/file' })).toContain('there is no file /no/such/file')
  })
})

test('a file that spreadsheets or editors mark as UTF-8 is read, and empty variables count as none', () => {
  const empty = { CLEARDAY_PORT: '', CLEARDAY_CONFIG: '', CLEARDAY_LOG_LEVEL: '' }
  expect(readConfig(folderWith('\ufeff{"server":{"port":9000}}'), empty).server.port).toBe(9000)
})

// Seen red with: policies of one name that follow each other taken for one day.
test('two fees are charged with one way out where their codes, kinds, work types or days are others', () => {
  const name = 'other'
  const apart = [{ codes: ['R01'] }, { name, codes: ['R09'] }, { name: 'more', packs: ['checks'], codes: ['R01'] }]
  expect(readConfig(folderWith(fees(...apart)), {}).fees).toHaveLength(3)
  expect(
    readConfig(folderWith(fees({ to: '2026-06-30' }, { from: '2026-07-01', amountMinor: 1 })), {}).fees,
  ).toHaveLength(2)
  expect(Config.parse({ fees: demoFees() }).fees).toEqual(demoFees())
})

test('a policy may change its owner, and a name may have accents', () => {
  const text = `{"institution":{"name":"Banco Popular Español"},"policies":[
    {"name":"ach-funds-returns","owner":"a","from":"2026-01-01","to":"2026-06-30"},
    {"name":"ach-funds-returns","owner":"b","from":"2026-07-01"}]}`
  expect(readConfig(folderWith(text), {}).policies.map(one => one.owner)).toEqual(['a', 'b'])
})

test('the defaults make an institution', () => {
  expect(institutionOf(Config.parse({})).settings.routingNumbers).toEqual(['091000019'])
  const early = institutionOf(Config.parse({ institution: { opensAt: '07:00' } })).calendars
  expect([early.opensAt, institutionOf(Config.parse({})).calendars.opensAt].map(String)).toEqual([
    '07:00:00',
    '08:30:00',
  ])
})

/** A field of the schema, with the names inside it where it is a list of objects. */
interface Field {
  readonly default: unknown
  readonly inner: readonly string[]
}

interface Schema {
  readonly default?: unknown
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
}

function fieldsOf(schema: Schema, path = ''): readonly (readonly [string, Field])[] {
  if (schema.properties === undefined)
    return [[path, { default: schema.default, inner: Object.keys(schema.items?.properties ?? {}) }]]
  return Object.entries(schema.properties).flatMap(([name, inner]) =>
    fieldsOf(inner, path === '' ? name : `${path}.${name}`),
  )
}

describe('docs/configuration.md', () => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
  const rows = new Map(
    [...page.matchAll(/^\| `([\w.]+)` \| (.*?) \| (.*) \|$/gm)].map(([, name, value, meaning]) => [
      name ?? '',
      { value: value ?? '', meaning: meaning ?? '' },
    ]),
  )
  const fields = fieldsOf(z.toJSONSchema(Config, { io: 'input' }) as Schema)

  // Seen red with a default changed in the schema, a field removed from the page, and one added to it.
  it('names every field of the schema and no other', () => {
    expect([...rows.keys()]).toEqual(fields.map(([name]) => name))
  })

  it.each(fields.filter(([name]) => name !== 'policies' && name !== 'secondKeys'))(
    'has the default of %s',
    (name, field) => {
      expect(rows.get(name)?.value).toBe(`\`${JSON.stringify(field.default)}\``)
    },
  )

  it('names the policies that are in force by default', () => {
    const line = page.split('\n').find(text => text.startsWith('The policies that are in force')) ?? ''
    const named = [...line.matchAll(/`([\w-]+)`/g)].map(match => match[1])
    expect(named).toEqual(Config.parse({}).policies.map(policy => policy.name))
  })

  it('names the policies that ask for a second person by default', () => {
    const line = page.split('\n').find(text => text.startsWith('The policies that ask for a second person')) ?? ''
    const named = [...line.matchAll(/`([\w-]+)`/g)].map(match => match[1])
    expect(named).toEqual(Config.parse({}).secondKeys.map(policy => policy.name))
  })

  it.each(fields.filter(([, field]) => field.inner.length > 0))('says what each of %s holds', (name, field) => {
    for (const inner of field.inner) expect(rows.get(name)?.meaning).toContain(`"${inner}"`)
  })
})
