import { payment, remittance } from '../ach/addenda.ts'
import { directionCode } from '../ach/codes.ts'
import type { AchEntry } from '../ach/model.ts'
import { CLEAN, nearMiss, planted } from '../truth.ts'
import { batchOf, entryTo, intoOrdinary, intoOrdinaryFile } from './ach-placing.ts'
import type { Planting } from './planting.ts'

/** Entries that are not built as the rules say, and entries that only look so. */

const small = (p: Planting) => p.random.between(1_000, 90_000)

/** Codes that are in no list, the direction told by their last digit so that the batch's totals agree. */
export function transactionCodeUnknown(p: Planting): void {
  const code = [25, 35, 45, 20, 65, 78, 99, 30, 92, 11][p.n % 10]!
  const entry = entryTo(p, p.person(), code % 10 < 5 ? 'credit' : 'debit', small(p))
  intoOrdinary(p, { ...entry, code }, planted(p.kind))
}

/** Rare codes that are right: the bank's own ledger, a loan payment, a debit of savings. */
export function transactionCodeRare(p: Planting): void {
  const type = (['gl', 'loan', 'savings'] as const)[p.n % 3]!
  const account = p.person({ type })
  const entry = entryTo(p, account, p.n % 3 === 2 ? 'debit' : 'credit', small(p))
  intoOrdinary(p, { ...entry, code: directionCode(type, p.n % 3 === 2 ? 'debit' : 'credit', 'live') }, nearMiss(p.kind))
}

export function secCodeUnknown(p: Planting): void {
  const sec = ['XYZ', 'PPX', 'CDD', 'WEP', 'TLE', 'C C'][p.n % 6]!
  const entries = Array.from({ length: 1 + (p.n % 2) }, () => ({
    entry: entryTo(p, p.person(), 'debit', small(p)),
    label: planted(p.kind),
  }))
  intoOrdinaryFile(p, batchOf(p, { sender: p.sender(), sec, serviceClass: 225 }, entries))
}

/** A class that few have met: a destroyed check, a truncated one, a check at the point of purchase. */
export function secCodeRare(p: Planting): void {
  const sec = ['XCK', 'TRC', 'RCK', 'POP', 'BOC'][p.n % 5]!
  const serial = String(800_000 + p.n)
  const entry = {
    ...entryTo(p, p.person(), 'debit', small(p)),
    identification: sec === 'POP' ? `${serial.padEnd(9)}BOULCO` : serial,
  }
  const named = sec === 'XCK' || sec === 'TRC' ? { ...entry, name: `PC1001IR${100_000_000 + p.n}` } : entry
  intoOrdinaryFile(
    p,
    batchOf(p, { sender: p.sender(), sec, serviceClass: 225 }, [{ entry: named, label: nearMiss(p.kind) }]),
  )
}

/** No digits in the amount, or nothing in a live entry. It adds nothing to the totals. */
export function amountFault(p: Planting): void {
  const entry = entryTo(p, p.person(), p.n % 2 === 0 ? 'debit' : 'credit', 0)
  const texts = ['0000012A45', '          ', '    124.55', '00000-1245', '000012,450']
  const patches = p.n % 3 === 0 ? [] : [{ record: 0, column: 30, text: texts[p.n % texts.length]! }]
  intoOrdinary(p, { ...entry, patches }, planted(p.kind))
}

/** One cent, and the nothing of a prenotification. */
export function amountSmallestOrNone(p: Planting): void {
  const account = p.person()
  const direction = p.n % 2 === 0 ? 'debit' : 'credit'
  const entry = entryTo(p, account, direction, p.n % 3 === 0 ? 1 : 0)
  const code = p.n % 3 === 0 ? entry.code : directionCode(account.type, direction, 'prenote')
  intoOrdinary(p, { ...entry, code }, nearMiss(p.kind))
}

/** A prenotification that carries money. */
export function prenoteFault(p: Planting): void {
  const account = p.person()
  const direction = p.n % 2 === 0 ? 'debit' : 'credit'
  const entry = entryTo(p, account, direction, small(p))
  intoOrdinary(p, { ...entry, code: directionCode(account.type, direction, 'prenote') }, planted(p.kind))
}

/** A prenotification with an addendum and a first live entry of the same sender beside it. */
export function prenoteBesideLive(p: Planting): void {
  const account = p.person()
  const entry = entryTo(p, account, 'debit', 0)
  const prenote = {
    ...entry,
    code: directionCode(account.type, 'debit', 'prenote'),
    addenda: remittance('PRENOTE BEFORE FIRST DEBIT'),
  }
  const live = { entry: entryTo(p, p.person(), 'debit', small(p)), label: CLEAN }
  const batch = batchOf(p, { sender: p.sender(), sec: 'PPD', serviceClass: 225 }, [
    { entry: prenote, label: nearMiss(p.kind) },
    live,
  ])
  intoOrdinaryFile(p, batch)
}

/** Announced and missing, there and not announced, one too many, numbered wrongly. */
export function addendaFault(p: Planting): void {
  const entry = entryTo(p, p.person(), 'debit', small(p))
  const text = 'INVOICE 4711'
  const forms: readonly Partial<AchEntry>[] = [
    { addendaIndicator: 1 },
    { addenda: remittance(text), addendaIndicator: 0 },
    { addenda: trace => [payment(text, 1, trace), payment('INVOICE 4712', 2, trace)] },
    { addenda: trace => [payment(text, 3, trace)] },
  ]
  intoOrdinary(p, { ...entry, ...forms[p.n % forms.length] }, planted(p.kind))
}

/** One addendum of nothing but blanks, and one with every character that may stand there. */
export function addendaOddButRight(p: Planting): void {
  const entry = entryTo(p, p.person(), 'debit', small(p))
  const text = p.n % 2 === 0 ? '' : 'RMR*IV*0099-1/A**12.50\\ (SEE LETTER, PAGE 2) & MORE #7 @ 3% = OK?'
  intoOrdinary(p, { ...entry, addenda: remittance(text) }, nearMiss(p.kind))
}

/** Letters or blanks where the trace number stands. */
export function traceFault(p: Planting): void {
  const entry = entryTo(p, p.person(), 'debit', small(p))
  const text = ['               ', '06100010ABCDEFG', '0610 0010 00071'][p.n % 3]!
  intoOrdinary(p, { ...entry, patches: [{ record: 0, column: 80, text }] }, planted(p.kind))
}

/** Traces that go down in the batch: the operator frowns, each names its entry all the same. */
export function traceOutOfOrder(p: Planting): void {
  const sender = p.sender()
  const traced = (sequence: number) => ({
    entry: {
      ...entryTo(p, p.person(), 'debit', small(p)),
      trace: sender.bank.routing.slice(0, 8) + String(sequence).padStart(7, '0'),
    },
    label: nearMiss(p.kind),
  })
  const high = p.random.between(1_000, 9_999_000)
  intoOrdinaryFile(p, batchOf(p, { sender, sec: 'PPD', serviceClass: 225 }, [traced(high), traced(high - 7)]))
}
