import type { ExportChain, ExportTools } from './audit-export.ts'
import { type ChainWalk, headProblem } from './audit-walk.ts'
import { type HeadsEnd, NO_HEADS, readSignedHeads, type SignedHead } from './signed-heads.ts'

/** How far signatures vouch for the chains of an export. */
export interface HeadsCover {
  /** Heads that were held against a link of the export. */
  readonly signed: number
  /** When the last line of them was signed; undefined when there is none. */
  readonly signedAt: string | undefined
  /** Links behind the last signed head of their chain, and in how many chains: only the export itself vouches for them. */
  readonly linksAfterHeads: number
  readonly chainsAfterHeads: number
}

interface Known {
  readonly told: ExportChain
  readonly walk: ChainWalk
  /** The newest of its links that was signed. */
  covered: number
}

/** The signed heads of an export, held against its chains. */
export class CheckedHeads {
  readonly #tools: ExportTools
  readonly #report: (sentence: string) => void
  readonly #chains = new Map<number, Known>()
  #waiting: string[] = []
  #after: HeadsEnd = NO_HEADS
  #isBroken = false
  #signed = 0
  #lastShard = 0
  /** Lines that were given. */
  lines = 0

  constructor(tools: ExportTools, report: (sentence: string) => void) {
    this.#tools = tools
    this.#report = report
  }

  /** True when no chain of this shard or of a later one came before. */
  follows(shard: number): boolean {
    const isLater = shard > this.#lastShard && this.lines === 0
    this.#lastShard = shard
    return isLater
  }

  /** A chain that was walked to its end. */
  know(told: ExportChain, walk: ChainWalk): void {
    this.#chains.set(told.shard, { told, walk, covered: told.after.link })
  }

  /** A line as it stood in the file of signed heads; looked at with the next `settle`. */
  take(line: string): void {
    this.lines++
    if (!this.#isBroken) this.#waiting.push(line)
  }

  async settle(org: number): Promise<void> {
    if (this.#waiting.length === 0) return
    const { isSigned = () => true, sha256 } = this.#tools
    const check = { org, seal: { sha256, isSigned }, after: this.#after }
    const { problems, ...end } = await readSignedHeads(this.#waiting, check, head => this.#hold(head))
    this.#waiting = []
    this.#after = end
    this.#isBroken = problems.length > 0
    for (const problem of problems) this.#report(problem)
  }

  cover(): HeadsCover {
    const behind = [...this.#chains.values()]
      .map(({ told, walk, covered }) => told.after.link + walk.links - covered)
      .filter(links => links > 0)
    return {
      signed: this.#signed,
      signedAt: this.#after.at,
      linksAfterHeads: behind.reduce((sum, links) => sum + links, 0),
      chainsAfterHeads: behind.length,
    }
  }

  #hold(head: SignedHead): void {
    const known = this.#chains.get(head.shard)
    if (known !== undefined && isLeftOut(known, head.n)) return
    const problem = headProblem(known?.walk, head)
    if (problem !== undefined) this.#report(problem)
    else this.#signed++
    if (known !== undefined && problem === undefined) known.covered = Math.max(known.covered, head.n)
  }
}

/** True of a link before or behind the days that were asked for. */
function isLeftOut({ told, walk }: Known, link: number): boolean {
  const last = told.after.link + walk.links
  return link < told.after.link || (link > last && link <= told.end.link)
}
