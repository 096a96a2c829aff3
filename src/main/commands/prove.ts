import type { Equation } from '../../core/completeness.ts'
import { counted } from '../../core/counted.ts'
import { exactJson } from '../../core/exact-json.ts'
import { type ProofWithOriginals, proveDay } from '../../engine/prove-day.ts'
import { type Command, EXIT } from '../command.ts'
import { openHeadLedger } from '../head-ledger.ts'
import { type Terminal, tableLines } from '../terminal.ts'
import { needDatabase, withEngine } from '../with-engine.ts'

export const prove: Command = {
  arguments: '',
  summary: 'Proves to the item and the cent that everything received is posted, returned or owned by someone.',
  examples: ['clearday prove', 'clearday prove --json | jq .holds', 'clearday prove --sizes-only'],
  options: {
    'sizes-only': {
      type: 'boolean',
      help: 'of originals compare the sizes alone, where years of them lie: an altered byte is not found',
    },
  },
  async run(call) {
    needDatabase(call)
    const proof = await withEngine(call, async engine => {
      const ledger = await openHeadLedger(call.dataDir, engine.institution.orgId)
      return proveDay(engine, await ledger.read(), call.flag('sizes-only') ? 'sizes' : 'bytes')
    })
    if (call.json) call.terminal.printJson(proofJson(proof))
    else printProof(call.terminal, proof)
    return proof.holds ? EXIT.done : EXIT.faults
  },
}

/** The proof as `prove --json` prints it: `holds`, and the equation's terms in all and per source, each with count and amounts. */
export function proofJson(proof: ProofWithOriginals) {
  return {
    holds: proof.holds,
    problems: proof.problems,
    all: equationJson(proof.all),
    sources: Object.fromEntries([...proof.bySource].map(([source, equation]) => [source, equationJson(equation)])),
    days: Object.fromEntries([...proof.byDay].map(([day, equation]) => [day, equationJson(equation)])),
    books: {
      postings_sum_minor: exactJson(proof.books.allPostingsSum),
      balances_off: proof.books.balancesOff,
      suspense_off_minor: exactJson(proof.books.suspenseOff),
      orphans: proof.books.orphans,
      positions_off: proof.books.positionsOff,
    },
    batches: { proved: proof.batches.batches, problems: proof.batches.problems },
    originals: {
      files: proof.originals.files,
      bytes: proof.originals.bytes,
      problems: proof.originals.problems.length,
    },
    audit: {
      events: proof.audit.events,
      links: proof.audit.links,
      rows: proof.audit.rows,
      signed_heads: proof.audit.signed,
      signed_at: proof.audit.signedAt ?? null,
      problems: proof.audit.problems.length,
    },
  }
}

function equationJson(equation: Equation) {
  const term = (tally: Equation['received']) => ({
    count: tally.count,
    amount_minor: exactJson(tally.debitMinor + tally.creditMinor),
    debit_minor: exactJson(tally.debitMinor),
    credit_minor: exactJson(tally.creditMinor),
  })
  return {
    holds: equation.holds,
    waiting: equation.waiting,
    received: term(equation.received),
    ...Object.fromEntries(Object.entries(equation.terms).map(([state, tally]) => [state, term(tally)])),
  }
}

export function printProof(to: Terminal, proof: ProofWithOriginals): void {
  const sources = [['all', proof.all] as const, ...proof.bySource]
  const states = Object.keys(proof.all.terms) as (keyof Equation['terms'])[]
  const rows = sources.map(([name, equation]) => [
    name,
    equation.received.count,
    ...states.map(state => equation.terms[state].count),
    equation.holds ? 'holds' : 'DOES NOT HOLD',
  ])
  for (const line of tableLines(['source', 'received', ...states, ''], rows)) to.print(line)
  to.print()
  const { received } = proof.all
  to.print(`received ${dollars(received.debitMinor)} of debits and ${dollars(received.creditMinor)} of credits`)
  to.print(
    `books: postings sum to ${proof.books.allPostingsSum}; ${counted(proof.books.balancesOff, 'balance')} unexplained; suspense off by ${proof.books.suspenseOff}; ${counted(proof.books.orphans, 'orphan')}; ${counted(proof.books.positionsOff, 'position')} amiss`,
  )
  to.print(
    `audit: ${counted(proof.audit.events, 'event')} in ${counted(proof.audit.links, 'link')}, ${counted(proof.audit.rows, 'row')} behind them, ${counted(proof.audit.signed, 'signed head')}, ${counted(proof.audit.problems.length, 'problem')}`,
  )
  to.print(
    `originals: ${counted(proof.originals.files, 'file')} of ${counted(proof.originals.bytes, 'byte')}, ${counted(proof.originals.problems.length, 'problem')}; batches: ${proof.batches.batches}, ${counted(proof.batches.problems.length, 'that does', 'that do')} not add up`,
  )
  for (const problem of proof.problems) to.print(`! ${problem}`)
  to.print(proof.holds ? 'The proof holds.' : 'The proof does not hold.')
}

/** Minor units with two decimals and grouping, for tables. */
export function dollars(minor: number | bigint): string {
  const text = (minor < 0 ? -minor : minor).toString().padStart(3, '0')
  return `${minor < 0 ? '-' : ''}${text.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')}.${text.slice(-2)}`
}
