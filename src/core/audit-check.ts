import { type CheckedEnd, endProblems } from './audit-end.ts'
import { type ExportChain, type ExportHead, type ExportLine, type ExportTools, readLine } from './audit-export.ts'
import { CheckedHeads, type HeadsCover } from './audit-heads.ts'
import { type ChainLink, ChainWalk, type RunningHash, toHex } from './audit-walk.ts'

/** What checking an export came to. */
export interface ExportVerdict extends HeadsCover {
  readonly head: ExportHead | undefined
  readonly chains: number
  readonly links: number
  readonly events: number
  readonly signaturesChecked: boolean
  /** One sentence for each thing found, in the order of the file, the first bad place named; at most 100. */
  readonly problems: readonly string[]
}

const PROBLEMS_MAX = 100
const LINE_END = 0x0a
const EVENT_STARTS = 0x5b // [

/**
 * Checks an audit export as it is read, with flat memory: every event against its link, every link against the one before it,
 * every signed head against its link, and the whole file against its last line.
 */
export class ExportCheck {
  readonly #tools: ExportTools
  readonly #problems: string[] = []
  readonly #sha: RunningHash
  readonly #heads: CheckedHeads
  #lines = 0
  #head: ExportHead | undefined
  #chain: { readonly told: ExportChain; readonly walk: ChainWalk } | undefined
  #chains = 0
  #links = 0
  #events = 0
  #end: CheckedEnd | undefined
  #isBehindEnd = false

  constructor(tools: ExportTools) {
    this.#tools = tools
    this.#sha = tools.newHash()
    this.#heads = new CheckedHeads(tools, sentence => this.#report(sentence))
  }

  /** Lines that were taken. */
  get lines(): number {
    return this.#lines
  }

  /** Takes the next whole lines, each with its end, in order. */
  async take(bytes: Uint8Array): Promise<void> {
    let hashedTo = 0
    let start = 0
    let run = 0
    for (let stop = bytes.indexOf(LINE_END); stop !== -1; stop = bytes.indexOf(LINE_END, start)) {
      this.#lines++
      if (bytes[start] === EVENT_STARTS) this.#report(this.#event(bytes, start))
      else {
        this.#chain?.walk.hashed(bytes.subarray(run, start))
        run = stop + 1
        const line = readLine(this.#tools.textOf(bytes.subarray(start, stop)))
        if (line?.is === 'end' && this.#end === undefined) {
          this.#sha.update(bytes.subarray(hashedTo, start))
          hashedTo = stop + 1
        }
        this.#report(this.#line(line))
      }
      start = stop + 1
    }
    this.#chain?.walk.hashed(bytes.subarray(run))
    if (this.#end === undefined) this.#sha.update(bytes.subarray(hashedTo))
    await this.#heads.settle(this.#head?.org ?? 0)
  }

  /** After the last line. `cut`: what kept the rest from being read, as a sentence. */
  verdict(cut?: string): ExportVerdict {
    this.#closeChain()
    this.#report(cut)
    if (this.#end === undefined) this.#report(`The export ends behind line ${this.#lines}: its end was cut off.`)
    else for (const problem of endProblems(this.#end, this.#tools.isSigned)) this.#report(problem)
    return {
      head: this.#head,
      chains: this.#chains,
      links: this.#links,
      events: this.#events,
      signaturesChecked: this.#tools.isSigned !== undefined,
      ...this.#heads.cover(),
      problems: this.#problems,
    }
  }

  #event(bytes: Uint8Array, at: number): string | undefined {
    if (this.#end !== undefined) return this.#behindEnd()
    this.#events++
    const place = eventPlace(bytes, at)
    if (place === undefined) return `Line ${this.#lines}${this.#inChain()} is no event as an export writes it.`
    const { shard, n, day } = place
    if (this.#chain?.told.shard !== shard)
      return `Line ${this.#lines}${this.#inChain()} is out of place: it is event ${n} of shard ${shard}.`
    this.#chain.walk.event(n, day)
    return undefined
  }

  #line(line: ExportLine | undefined): string | undefined {
    if (this.#end !== undefined) return this.#behindEnd()
    if (line === undefined) return `Line ${this.#lines}${this.#inChain()} is not as an export writes it.`
    if ((line.is === 'head') !== (this.#lines === 1))
      return `Line ${this.#lines} is out of place: the head of an export is its first line, and only that.`
    if (line.is === 'link' && this.#chain === undefined)
      return `Line ${this.#lines} is out of place: link ${line.link.n} stands in no chain.`
    if (line.is === 'head') this.#head = line.head
    else if (line.is === 'chain') this.#openChain(line.chain)
    else if (line.is === 'link') this.#link(line.link)
    else this.#last(line)
    return undefined
  }

  #link(link: ChainLink): void {
    this.#links++
    this.#chain?.walk.link(link)
  }

  /** What stands behind all chains. */
  #last(line: ExportLine & { readonly is: 'signed' | 'end' }): void {
    this.#closeChain()
    if (line.is === 'signed') this.#heads.take(line.line)
    else {
      const counted = { chains: this.#chains, links: this.#links, events: this.#events, signed: this.#heads.lines }
      this.#end = { told: line, counted: { ...counted, sha256: toHex(this.#sha.digest()) } }
    }
  }

  #openChain(told: ExportChain): void {
    this.#closeChain()
    this.#chains++
    const { org } = this.#head ?? { org: 0 }
    const place = `Line ${this.#lines}, the chain of shard ${told.shard},`
    if (Math.floor(told.shard / 1024) !== org) this.#report(`${place} is of another institution.`)
    if (!this.#heads.follows(told.shard)) this.#report(`${place} is out of place: chains stand in order of shard.`)
    if (this.#head?.from === null && told.after.link !== 0)
      this.#report(`${place} begins behind link ${told.after.link}, and all of it was exported.`)
    const walk = new ChainWalk(told.shard, told.after, () => this.#tools.newHash())
    this.#chain = { told, walk }
  }

  #closeChain(): void {
    if (this.#chain === undefined) return
    const { told, walk } = this.#chain
    this.#chain = undefined
    this.#report(walk.end() ?? endOfChainProblem(told, walk, this.#head?.to ?? null))
    this.#heads.know(told, walk)
  }

  #inChain(): string {
    return this.#chain === undefined ? '' : `, in the audit chain of shard ${this.#chain.told.shard},`
  }

  #behindEnd(): string | undefined {
    if (this.#isBehindEnd) return undefined
    this.#isBehindEnd = true
    return `Line ${this.#lines} stands behind the end of the export: it was added.`
  }

  #report(sentence: string | undefined): void {
    if (sentence !== undefined && this.#problems.length < PROBLEMS_MAX) this.#problems.push(sentence)
  }
}

/** Whether the chain goes as far as it was when it was exported: to its end, or inside it where days were asked for. */
function endOfChainProblem(told: ExportChain, walk: ChainWalk, to: string | null): string | undefined {
  const last = told.after.link + walk.links
  const chain = `Audit chain of shard ${told.shard}:`
  if (to === null && last !== told.end.link)
    return `${chain} it ends with link ${last} here, and with link ${told.end.link} when it was exported.`
  if (last > told.end.link) return `${chain} it goes beyond link ${told.end.link}, its last one when it was exported.`
  const hash = last === told.end.link ? walk.hashOf(last) : undefined
  return hash === undefined || toHex(hash) === toHex(told.end.hash)
    ? undefined
    : `${chain} link ${last} is not the one with which it ended when it was exported.`
}

/** `[1024,20780,3,` of an event's line. */
function eventPlace(
  bytes: Uint8Array,
  start: number,
): { readonly shard: number; readonly day: number; readonly n: number } | undefined {
  const numbers: number[] = []
  let at = start + 1
  while (numbers.length < 3) {
    const isNegative = bytes[at] === MINUS
    if (isNegative) at++
    let value = 0
    const from = at
    for (let digit = digitAt(bytes, at); digit !== undefined && at - from < 16; digit = digitAt(bytes, ++at))
      value = value * 10 + digit
    if (at === from || bytes[at++] !== COMMA) return undefined
    numbers.push(isNegative ? -value : value)
  }
  const [shard = 0, day = 0, n = 0] = numbers
  return { shard, day, n }
}

const MINUS = 0x2d
const COMMA = 0x2c

function digitAt(bytes: Uint8Array, at: number): number | undefined {
  const digit = (bytes[at] ?? 0) - 0x30
  return digit >= 0 && digit <= 9 ? digit : undefined
}
