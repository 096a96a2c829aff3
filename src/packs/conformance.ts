import { RESOLUTIONS } from '../core/exception.ts'
import type {
  BatchClosed,
  BatchDetail,
  DecideContext,
  FileClosed,
  IntakeSink,
  ItemFacts,
  Pack,
  PackItem,
  PackSettings,
  Wanted,
} from '../core/pack.ts'
import { addTally, equalTally, NOTHING, type Tally, tallyOf } from '../core/tally.ts'
import { rankOf } from '../core/work/queue.ts'

/**
 * The laws that every work type keeps. Each function gives the sentences of what is broken, none when the law holds; a
 * defect of the pack may also throw, which breaks the first law of all: never on any bytes.
 */
export const PACK_LAWS = { brokenKinds, brokenReading, brokenDeciding } as const

/** A file's items and closings, as a pack's reader gave them. */
export interface WholeFile {
  readonly items: readonly { readonly batch: number; readonly raw: Uint8Array; readonly bucket: number }[]
  readonly details: readonly BatchDetail[]
  readonly closed: readonly BatchClosed[]
  readonly file: FileClosed | undefined
  /** What the sink itself found wrong with the order or the numbers of the calls. */
  readonly broken: readonly string[]
}

/**
 * Every kind has a sentence, a procedure, a clock that exists, a resolution, and codes where it can be returned; who decides
 * is a person, or a policy with one of the kind's own codes; every procedure belongs to a kind.
 *
 * @param procedures Text by file name without `.md`.
 */
function brokenKinds(pack: Pack, procedures: ReadonlyMap<string, string>): readonly string[] {
  const used = new Set(Object.values(pack.kinds).map(kind => kind.procedure))
  const idle = [...procedures.keys()]
    .filter(name => !used.has(name))
    .map(name => `procedure ${name} belongs to no kind`)
  return [
    ...idle,
    ...brokenQueues(pack),
    ...Object.entries(pack.kinds).flatMap(([name, kind]) => brokenKind(name, kind, procedures)),
  ]
}

/** Every kind is in a queue of the pack, every queue has a kind, and says in few words what lies in it and what it asks for. */
function brokenQueues({ queues, kinds }: Pack): readonly string[] {
  const used = new Set(Object.values(kinds).map(kind => kind.queue))
  const strays = Object.entries(kinds).filter(([, kind]) => !Object.hasOwn(queues, kind.queue))
  const word = /^[a-z0-9-]{1,60}$/
  const wrong = Object.entries(queues).flatMap(([name, { title, skill, credential, leastRole }]) => [
    ...(used.has(name) ? [] : [`queue ${name} has no kind`]),
    ...(word.test(name) && word.test(skill) && word.test(credential ?? 'none') ? [] : [`queue ${name} is misspelled`]),
    ...(title.length > 0 && title.length <= 60 ? [] : [`the title of queue ${name} is not a few words`]),
    ...(rankOf(leastRole) > 0 ? [] : [`queue ${name} is for a role that takes no cases`]),
  ])
  return [...strays.map(([name, { queue }]) => `${name}: there is no queue ${queue}`), ...wrong]
}

function brokenKind(
  name: string,
  kind: Pack['kinds'][string],
  procedures: ReadonlyMap<string, string>,
): readonly string[] {
  const returned = kind.resolutions.includes('return')
  const { decidedBy } = kind
  const clocks = [kind.clock, ...(kind.otherClocks ?? [])]
  return [
    ...(/^[a-z]+(-[a-z]+)*$/.test(name) ? [] : ['the name is not in kebab case']),
    ...(kind.title.length > 0 && kind.title.length <= 60 ? [] : ['the title is not a few words']),
    ...(/^\P{Ll}.*\.$/su.test(kind.sentence) ? [] : ['the sentence is none']),
    ...((procedures.get(kind.procedure) ?? '').length > 200 ? [] : [`procedure ${kind.procedure} is missing or empty`]),
    ...(kind.resolutions.length > 0 ? [] : ['there is no resolution']),
    ...kind.resolutions.filter(one => !Object.hasOwn(RESOLUTIONS, one)).map(one => `${one} is no resolution`),
    ...(returned && kind.codes.length === 0 ? ['it can be returned but has no code'] : []),
    ...(new Set(kind.codes).size === kind.codes.length ? [] : ['a code stands twice']),
    ...(new Set(clocks).size === clocks.length ? [] : ['a clock stands twice']),
    ...(decidedBy.by === 'policy' && !kind.codes.includes(decidedBy.code)
      ? ['the policy’s code is not one of it']
      : []),
    ...(decidedBy.by === 'policy' && !returned ? ['a policy decides, but it cannot be returned'] : []),
  ].map(why => `${name}: ${why}`)
}

/**
 * Whatever the bytes and the chunks: items are numbered without gaps and lie inside the file, every batch that opens closes
 * once, and its total is that of its items; so is the file's. Two ways of cutting the bytes give the same file.
 */
function brokenReading(pack: Pack, bytes: Uint8Array, chunk: number, settings: PackSettings): readonly string[] {
  const read = readWhole(pack, bytes, chunk, settings)
  const again = readWhole(pack, bytes, Math.max(1, bytes.length), settings)
  return [...read.broken, ...(JSON.stringify(read) === JSON.stringify(again) ? [] : ['chunks change what is read'])]
}

/** Every item of the bytes can be wanted, decided, posted and shown; a decision is one of the pack's kinds. */
function brokenDeciding(
  pack: Pack,
  bytes: Uint8Array,
  facts: ItemFacts,
  context: Omit<DecideContext, 'batch'>,
): readonly string[] {
  const read = readWhole(pack, bytes, bytes.length, context.settings)
  return read.items.flatMap(({ raw, batch }) =>
    brokenItem(pack, raw, read.details[batch] ?? {}, facts, { ...context, batch: read.details[batch] ?? {} }),
  )
}

function brokenItem(
  pack: Pack,
  raw: Uint8Array,
  detail: BatchDetail,
  facts: ItemFacts,
  context: DecideContext,
): readonly string[] {
  const item = pack.parseItem(raw, detail, context.settings)
  const wanted = wantedBy(pack, item)
  const decision = pack.decide(item, facts, context)
  const kinds = decision === undefined ? [] : [decision.finding.kind, ...decision.also]
  const shown = pack.describe(item, detail)
  return [
    ...kinds.filter(kind => pack.kinds[kind]?.scope !== 'item').map(kind => `${kind} is no kind of an item`),
    ...(wanted === wantedBy(pack, pack.parseItem(raw, detail, context.settings))
      ? []
      : ['the wants of an item change']),
    ...(Number.isSafeInteger(item.amountMinor) && item.amountMinor >= 0 ? [] : ['an amount is no amount']),
    ...(['settlement', 'none', 'originations'].includes(pack.posting(item)) ? [] : ['the posting has no role']),
    ...(shown === '' || shows(shown.replace(item.reference, ''), item.accountNumber)
      ? ['the description is empty or shows the account']
      : []),
    ...pack.fields(item, detail).flatMap(field => (field.name === '' ? ['a field has no name'] : [])),
  ]
}

/** A short account number may be part of another number by chance; a longer one is no accident. */
function shows(text: string, accountNumber: string): boolean {
  return accountNumber.length > 9 && text.includes(accountNumber)
}

function wantedBy(pack: Pack, item: PackItem): string {
  const words: string[] = []
  const wanted: Wanted = {
    fact: (kind, key) => words.push(`fact ${kind} ${key}`),
    claim: (space, day, hi, lo) => words.push(`claim ${space} ${day} ${hi} ${lo}`),
    posted: (direction, amountMinor, sinceDay) => words.push(`posted ${direction} ${amountMinor} ${sinceDay}`),
  }
  pack.want(item, wanted)
  return words.join('\n')
}

function readWhole(pack: Pack, bytes: Uint8Array, chunk: number, settings: PackSettings): WholeFile {
  const sink = new KeepingSink(bytes.length)
  const feed = pack.createReader(sink, settings)
  for (let at = 0; at < bytes.length; at += chunk) {
    // As the stored file gives it: a slice of Node's Buffers is a view, and their memory may be used again.
    const piece = bytes.slice(at, at + chunk)
    piece.slice = (from, to) => piece.subarray(from, to)
    feed.write(piece)
    piece.fill(0)
  }
  feed.end()
  return sink.whole()
}

/** Keeps what a reader gives, and holds it against what the interface promises. */
class KeepingSink implements IntakeSink {
  readonly #size: number
  readonly #items: { batch: number; raw: Uint8Array; bucket: number }[] = []
  readonly #details: BatchDetail[] = []
  readonly #tallies: Tally[] = []
  readonly #closed: BatchClosed[] = []
  readonly #broken: string[] = []
  #file: FileClosed | undefined

  constructor(size: number) {
    this.#size = size
  }

  fileHeader(): void {}

  batchOpened(batch: { readonly ordinal: number; readonly detail: BatchDetail }): void {
    if (batch.ordinal !== this.#details.length) this.#broken.push('batches are not numbered without gaps')
    if (JSON.stringify(batch.detail).includes('\\u0000'))
      this.#broken.push('a detail holds a character that no table takes')
    this.#details.push(batch.detail)
    this.#tallies.push(NOTHING)
  }

  item(item: Parameters<IntakeSink['item']>[0]): void {
    const { batch, seq, offset, length, bucket, direction, amountMinor, bytes, start, size } = item
    const before = this.#tallies[batch]
    if (seq !== this.#items.length) this.#broken.push('items are not numbered without gaps')
    if (before === undefined || this.#closed.length > batch) this.#broken.push('an item lies in no open batch')
    if (offset < 0 || offset + length > this.#size) this.#broken.push('an item lies outside the file')
    if (bucket < 0 || bucket > 1023) this.#broken.push('an item lies in no bucket')
    this.#tallies[batch] = addTally(before ?? NOTHING, tallyOf(direction, amountMinor))
    this.#items.push({ batch, raw: bytes.slice(start, start + size), bucket })
  }

  batchClosed(batch: BatchClosed): void {
    const counted = this.#tallies[batch.ordinal]
    if (batch.ordinal !== this.#closed.length) this.#broken.push('batches do not close once, in their order')
    if (counted === undefined || !equalTally(counted, batch.computed))
      this.#broken.push('a batch is not the sum of its items')
    const isTold = batch.fate === 'quarantine' || !equalTally(batch.lost, NOTHING)
    if (isTold !== (batch.finding !== undefined))
      this.#broken.push('a batch waits, or lost something, without a reason')
    if (!/^[0-9a-f]{16}$/.test(batch.fingerprint)) this.#broken.push('a fingerprint is not 16 hex digits')
    this.#closed.push({ ...batch, computed: { ...batch.computed } })
  }

  fault(fault: { readonly message: string }): void {
    if (fault.message === '') this.#broken.push('a fault says nothing')
  }

  fileClosed(file: FileClosed): void {
    if (this.#file !== undefined) this.#broken.push('the file closes twice')
    if (this.#closed.length !== this.#details.length) this.#broken.push('a batch was left open')
    if (!equalTally(this.#tallies.reduce(addTally, NOTHING), file.computed))
      this.#broken.push('a file is not the sum of its items')
    this.#file = { ...file, computed: { ...file.computed } }
  }

  whole(): WholeFile {
    const broken = this.#file === undefined ? [...this.#broken, 'the file never closed'] : this.#broken
    return { items: this.#items, details: this.#details, closed: this.#closed, file: this.#file, broken }
  }
}
