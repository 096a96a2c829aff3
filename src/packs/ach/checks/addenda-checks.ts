import { parseDneInformation } from '../../../formats/nacha/dne-information.ts'
import { parseEnrInformation } from '../../../formats/nacha/enr-information.ts'
import { digitsAt, isBlankAt, textAt } from '../../../formats/nacha/layout.ts'
import { reasonFor } from '../../../formats/nacha/reasons.ts'
import type { AchItem } from '../item.ts'
import { RECORD_LENGTH } from '../raw-entry.ts'
import type { CheckOfRecords } from './check.ts'

/** The addenda against what the entry class requires: indicator, kinds, number, order and the trace they carry. */
export const addendaFault: CheckOfRecords = item => {
  const what = plainlyRight(item) ? undefined : addendaProblem(item)
  if (what === undefined) return undefined
  return { kind: 'addenda-fault', field: 'addendaIndicator', column: 79, facts: { sec: item.batch.secCode, what } }
}

/** An answer whose code is in no list of the rules. */
export const unknownReturnCode: CheckOfRecords = item => {
  const code = item.reasonCode
  const reason = reasonFor(code)
  const change = item.category === 'noc' || item.category === 'refused-noc'
  if (reason !== undefined && change === (reason.stage === 'change' || reason.stage === 'refusal')) return undefined
  return {
    kind: 'unknown-return-code',
    field: change ? 'changeCode' : 'returnCode',
    column: 4,
    found: code,
    facts: { what: change ? 'notification of change' : 'return', found: code },
    // A dishonor, a contest and a refusal have no code of ours that says so.
    ...(item.category === 'noc' && { code: 'C65' }),
    ...(item.category === 'return' && { code: 'R69' }),
  }
}

/** Most entries have no addenda, say so, and need none. */
function plainlyRight(item: AchItem): boolean {
  if (item.raw.length !== RECORD_LENGTH || item.raw[78] !== ZERO) return false
  return (item.batch.rule?.addenda?.min ?? 0) === 0 && item.codeMeans?.purpose !== 'answer'
}

function addendaProblem(item: AchItem): string | undefined {
  const count = item.addendaCount
  const indicator = textAt(item.raw, 78, 1)
  if (count > 0 && indicator !== '1') return `the indicator is "${indicator}" but ${count} follow`
  if (count === 0 && indicator !== '0') return `the indicator is "${indicator}" but none follows`
  if (item.category !== 'forward') return answerProblem(item)
  if (item.codeMeans?.purpose === 'answer')
    return 'the code says return or notification, but addenda 98 or 99 is missing'
  if (item.batch.rule === undefined) return undefined // the entry class is the finding
  if (item.batch.secCode === 'COR') return 'the notification of change (98) is missing'
  return item.batch.layout === 'iat' ? internationalProblem(item) : domesticProblem(item)
}

/** An answer has one addenda 98 or 99; classes that count their addenda may repeat the original's 05, IAT its 10 to 16. */
function answerProblem(item: AchItem): string | undefined {
  const count = item.addendaCount
  const change = item.category === 'noc' || item.category === 'refused-noc'
  if (change && item.batch.secCode !== 'COR') return 'a notification of change (98) stands outside a COR batch'
  if (item.category === 'noc' && !hasCorrectedData(item)) return 'the notification of change holds no corrected data'
  for (let index = 1; index <= count; index++) {
    if (index * RECORD_LENGTH === item.answerAt) continue
    const type = typeAt(item, index)
    if (!mayStandBefore(type, item)) return `an answer carries no addenda ${type} beside its own`
  }
  return undefined
}

function mayStandBefore(type: string, item: AchItem): boolean {
  if (item.batch.layout === 'iat') return type >= '10' && type <= '16' && item.category !== 'noc'
  const repeats =
    item.batch.rule?.countsAddenda === true || item.category === 'dishonored' || item.category === 'contested'
  return type === '05' && repeats && item.batch.rule?.addenda?.kind === '05'
}

/** Codes C13 and C14 speak of the addenda and the class, so they correct no field. */
function hasCorrectedData(item: AchItem): boolean {
  return item.reasonCode === 'C13' || item.reasonCode === 'C14' || !isBlankAt(item.raw, item.answerAt + 35, 29)
}

function domesticProblem(item: AchItem): string | undefined {
  const { rule } = item.batch
  const allowed = rule?.addenda
  const count = item.addendaCount
  if (allowed === undefined) return count === 0 ? undefined : `the class has none, ${count} follow`
  if (count < allowed.min) return `${allowed.min} must follow, ${count} do`
  if (count > allowed.max) return `${allowed.max} may follow at most, ${count} do`
  const uncounted = count === 0 && isBlankAt(item.raw, 54, 4)
  if (rule?.countsAddenda === true && !uncounted && digitsAt(item.raw, 54, 4) !== count)
    return `columns 55-58 count "${textAt(item.raw, 54, 4)}" of them, ${count} follow`
  for (let index = 1; index <= count; index++) {
    if (typeAt(item, index) !== allowed.kind)
      return `addenda ${index} is of type ${typeAt(item, index)}, not ${allowed.kind}`
    const problem = allowed.kind === '05' ? sequenceProblem(item, index, index) : traceProblem(item, index)
    if (problem !== undefined) return problem
  }
  return noticeProblem(item)
}

/** What an enrolment or a death notice says stands in its addenda alone: one that cannot be read says nothing to anybody. */
function noticeProblem(item: AchItem): string | undefined {
  const { secCode } = item.batch
  if (secCode !== 'ENR' && secCode !== 'DNE') return undefined
  for (let at = RECORD_LENGTH; at < item.raw.length; at += RECORD_LENGTH) {
    const information = textAt(item.raw, at + 3, 80).trimEnd()
    if (secCode === 'ENR' && parseEnrInformation(information) === undefined)
      return 'the enrolment in it does not hold its eight parts'
    if (secCode === 'DNE' && parseDneInformation(information) === undefined)
      return 'the death notice in it does not hold its six parts'
  }
  return undefined
}

/** International entries: 10 to 16 once each and in order, then up to two 17 and up to five 18. */
function internationalProblem(item: AchItem): string | undefined {
  const count = item.addendaCount
  if (digitsAt(item.raw, 12, 4) !== count)
    return `columns 13-16 count "${textAt(item.raw, 12, 4)}" of them, ${count} follow`
  for (let index = 1; index <= 7; index++) {
    const wanted = String(index + 9)
    if (index > count || typeAt(item, index) !== wanted)
      return `the required addenda ${wanted} is missing or out of order`
    if (!carriesTrace(item, index)) return `addenda ${index} does not carry the entry’s number`
  }
  return remittanceProblem(item, count)
}

function remittanceProblem(item: AchItem, count: number): string | undefined {
  const seen = { '17': 0, '18': 0 }
  for (let index = 8; index <= count; index++) {
    const type = typeAt(item, index)
    if (type !== '17' && type !== '18') return `addenda ${index} is of type ${type}, not 17 or 18`
    if (type === '17' && seen['18'] > 0) return 'addenda 17 stands behind addenda 18'
    const problem = sequenceProblem(item, index, ++seen[type])
    if (problem !== undefined) return problem
  }
  if (seen['17'] > 2) return `two addenda 17 are allowed, ${seen['17']} follow`
  return seen['18'] > 5 ? `five addenda 18 are allowed, ${seen['18']} follow` : undefined
}

function sequenceProblem(item: AchItem, index: number, expected: number): string | undefined {
  const at = index * RECORD_LENGTH
  if (digitsAt(item.raw, at + 83, 4) !== expected)
    return `addenda ${index} is numbered "${textAt(item.raw, at + 83, 4)}", not ${expected}`
  return carriesTrace(item, index) ? undefined : `addenda ${index} does not carry the entry’s number`
}

/** Addenda 02 carry the whole trace number. */
function traceProblem(item: AchItem, index: number): string | undefined {
  const same = textAt(item.raw, index * RECORD_LENGTH + 79, 15) === item.reference
  return same ? undefined : `addenda ${index} does not carry the entry’s trace number`
}

/** True when the last seven columns repeat the last seven of the entry's trace. */
function carriesTrace(item: AchItem, index: number): boolean {
  const at = index * RECORD_LENGTH
  for (let i = 87; i < 94; i++) if (item.raw[at + i] !== item.raw[i]) return false
  return true
}

function typeAt(item: AchItem, index: number): string {
  return textAt(item.raw, index * RECORD_LENGTH + 1, 2)
}

const ZERO = 0x30
