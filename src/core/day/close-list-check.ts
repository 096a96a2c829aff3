import { type RunningHash, toHex } from '../audit-walk.ts'
import { type ListEnd, type ListHead, listEndLine, listEndText, listHeadLine, OPEN_STATES } from './close-list.ts'
import { DRAWER_TERMS, type DrawerTerm } from './drawer.ts'

/** What checking the list of a closed day came to. */
export interface ListVerdict {
  readonly head: ListHead | undefined
  /** Things that stay open. */
  readonly open: number
  /** Of the whole list, as the hash chain tells it; hex. */
  readonly sha256: string
  readonly signatureChecked: boolean
  /** One sentence for each thing found, the first bad line named; at most 100. */
  readonly problems: readonly string[]
}

/** What the check needs of cryptography and of the machine. */
export interface ListTools {
  newHash(): RunningHash
  textOf(bytes: Uint8Array): string
  /** True when the signature (base64) was made for this text with the key of the signed heads. Left out, it is not checked. */
  readonly isSigned?: ((text: string, signature: string) => boolean) | undefined
}

const PROBLEMS_MAX = 100
type Said = Readonly<Record<string, unknown>>
type Amounts = readonly [count: bigint, debit: bigint, credit: bigint]
const NONE: Amounts = [0n, 0n, 0n]

/**
 * Checks the signed list of a closed day line by line, with flat memory and without a database: that it is whole and signed, that
 * everything open has somebody, a reason and a day, that what is open adds up to the totals, and that its equations hold.
 */
export class CloseListCheck {
  readonly #tools: ListTools
  readonly #problems: string[] = []
  /** Of everything before the line that is to come, and of all of it. */
  readonly #before: RunningHash
  readonly #whole: RunningHash
  readonly #sums = new Map<string, Amounts>()
  /** What each person got. */
  readonly #got = new Map<number, Amounts>()
  #lines = 0
  #open = 0
  #head: ListHead | undefined
  #isTotalled = false
  #isEnded = false

  constructor(tools: ListTools) {
    this.#tools = tools
    this.#before = tools.newHash()
    this.#whole = tools.newHash()
  }

  /** @param line With its end. */
  take(line: Uint8Array): void {
    this.#whole.update(line)
    const text = this.#tools.textOf(line)
    if (this.#isEnded) this.#report(`Line ${this.#lines + 2} stands behind the end of the list: it was added.`)
    else if (text.startsWith('{"end":')) this.#end(text)
    else {
      this.#before.update(line)
      this.#lines++
      this.#report(this.#lines === 1 ? this.#first(text) : this.#line(text))
    }
  }

  /** After the last line. `cut`: what kept the rest from being read, as a sentence. */
  verdict(cut?: string): ListVerdict {
    this.#report(cut)
    if (!this.#isEnded) this.#report(`The list ends behind line ${this.#lines}: its end was cut off.`)
    return {
      head: this.#head,
      open: this.#open,
      sha256: toHex(this.#whole.digest()),
      signatureChecked: this.#tools.isSigned !== undefined,
      problems: this.#problems,
    }
  }

  #first(text: string): string | undefined {
    const said = objectOf(text)
    if (said?.day_close !== 1) return 'Line 1 is not the head of a list of a closed day.'
    const head = said as unknown as ListHead // written again below, letter for letter
    this.#head = head
    return listHeadLine(head) === text ? undefined : 'Line 1 is not as the head of a list is written.'
  }

  #line(text: string): string | undefined {
    const said = objectOf(text)
    if (said === undefined) return `Line ${this.#lines} cannot be read.`
    if ('equation' in said) return this.#equation(said)
    if ('drawer' in said) return this.#drawer(recordOf(said.drawer))
    if ('team_drawer' in said) return this.#teamDrawer(recordOf(said.team_drawer))
    if ('open' in said) return this.#openLine(recordOf(said.open))
    if ('waiting_document' in said) return this.#owned(recordOf(said.waiting_document))
    if ('totals' in said) return this.#totals(recordOf(said.totals))
    return `Line ${this.#lines} is none that a list has.`
  }

  /** What was received is what became of it; while files of later days are being processed it is not to be said yet. */
  #equation(said: Said): string | undefined {
    const { equation, waiting, received, ...terms } = said
    if (waiting !== 0) return undefined
    const sum = Object.values(terms).map(amountsOf).reduce(add, NONE)
    if (isSame(sum, amountsOf(received))) return undefined
    return `Line ${this.#lines}: the equation of ${String(equation)} does not hold.`
  }

  /** What somebody had and got is what they decided, handed on and kept. */
  #drawer({ person, terms }: Said): string | undefined {
    const [got, left] = sidesOf(terms)
    this.#got.set(Number(person), got)
    return isSame(got, left)
      ? undefined
      : `Line ${this.#lines}: the drawer of person ${String(person)} does not prove to zero.`
  }

  /** It proves to zero too, and what its people got is what it got and what they handed to each other. */
  #teamDrawer({ name, people, within, terms }: Said): string | undefined {
    const [got, left] = sidesOf(terms)
    if (!isSame(got, left)) return `Line ${this.#lines}: the drawer of team ${String(name)} does not prove to zero.`
    const members: readonly unknown[] = Array.isArray(people) ? people : []
    const theirs = members.map(one => this.#got.get(Number(one)) ?? NONE).reduce(add, NONE)
    if (isSame(theirs, add(got, amountsOf(within)))) return undefined
    return `Line ${this.#lines}: the drawer of team ${String(name)} is not the sum of its people’s.`
  }

  #openLine(open: Said): string | undefined {
    this.#open++
    const state = String(open.state)
    this.#sums.set(state, add(this.#sums.get(state) ?? NONE, amountsOf(open)))
    return this.#owned(open)
  }

  /** Whatever stays open has somebody, a reason and a day. */
  #owned(open: Said): string | undefined {
    if (this.#isTotalled) return `Line ${this.#lines} stands behind the totals: it was added.`
    for (const key of ['whose', 'why', 'until'])
      if (typeof open[key] !== 'string' || open[key] === '') return `Line ${this.#lines} does not say ${WORDS[key]}.`
    return undefined
  }

  #totals(totals: Said): string | undefined {
    this.#isTotalled = true
    for (const state of new Set([...Object.keys(OPEN_STATES), ...this.#sums.keys()]))
      if (!isSame(amountsOf(totals[state]), this.#sums.get(state) ?? NONE))
        return `Line ${this.#lines}: the total of what is ${state} is not what its lines add up to.`
    return undefined
  }

  #end(text: string): void {
    this.#isEnded = true
    const said = objectOf(text)
    const { lines, open, sha256 } = recordOf(said?.end)
    const end = { lines, open, sha256 } as unknown as ListEnd // compared below, each of them
    const signature = String(said?.signature)
    if (listEndLine(end, signature) !== text) this.#report('The end of the list is not as it is written.')
    if (!this.#isTotalled) this.#report('The list has no totals.')
    if (end.lines !== this.#lines || end.open !== this.#open)
      this.#report(
        `The end of the list tells of ${end.lines} lines, ${end.open} of them open; there are ${this.#lines} and ${this.#open}.`,
      )
    if (end.sha256 !== toHex(this.#before.digest()))
      this.#report('The lines of the list are not those that were written: their SHA-256 is another one.')
    if (this.#tools.isSigned?.(listEndText(end), signature) === false)
      this.#report('The list is not signed with the key that was given.')
  }

  #report(sentence: string | undefined): void {
    if (sentence !== undefined && this.#problems.length < PROBLEMS_MAX) this.#problems.push(sentence)
  }
}

const WORDS: Readonly<Record<string, string>> = { whose: 'whose it is', why: 'why it stays open', until: 'until when' }

/** What the terms of a drawer say came, and what left or was kept. */
function sidesOf(terms: unknown): readonly [Amounts, Amounts] {
  let [got, left] = [NONE, NONE]
  for (const [term, sum] of Object.entries(recordOf(terms))) {
    if (DRAWER_TERMS[term as DrawerTerm]?.side === 'in')
      got = add(got, amountsOf(sum)) // a word that is none has no side
    else left = add(left, amountsOf(sum))
  }
  return [got, left]
}

function objectOf(text: string): Said | undefined {
  try {
    const said: unknown = JSON.parse(text, exactly)
    return typeof said === 'object' && said !== null ? { ...said } : undefined
  } catch {
    return undefined
  }
}

/** Sums beyond what a number holds are read to the last digit. */
function exactly(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  return /^-?\d+$/.test(context?.source ?? '') ? BigInt(context?.source ?? 0) : value
}

function recordOf(value: unknown): Said {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function amountsOf(value: unknown): Amounts {
  const { count, debit_minor: debit, credit_minor: credit } = recordOf(value)
  return [bigOf(count), bigOf(debit), bigOf(credit)]
}

function bigOf(value: unknown): bigint {
  if (typeof value === 'bigint') return value
  return typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : 0n
}

function add(a: Amounts, b: Amounts): Amounts {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

function isSame(a: Amounts, b: Amounts): boolean {
  return a.every((amount, n) => amount === b[n])
}
