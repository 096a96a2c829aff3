import { ruleOf } from './act.ts'
import type { Asked, Decided, LimitUse, Reason, ReasonCode, Refused } from './asked.ts'
import { REASONS } from './asked.ts'
import { joinHands } from './hands.ts'
import { type Finding, type Found, isProposable, judgeAct } from './judge-act.ts'
import type { People } from './people.ts'
import { sentenceOf } from './reason-sentence.ts'
import { whoCan, whoCanWords } from './who-can.ts'

/**
 * May this person do this act? Allowed, by whose right and with whose hands; or refused with every reason, in order of precedence:
 * each one sentence with its arithmetic and who else can. Nothing else in the software decides it: the server, the command line
 * and the page that asks „can this person do X?“ all call this.
 */
export function decideAct(asked: Asked, people: People): Decided {
  const judged = judgeAct(asked, people)
  return judged.allowed ? judged : inWords(judged, asked, people)
}

/**
 * Why this person may not do an act that moves nothing, in sentences to them; undefined where they may. An act with limits of money is
 * refused here: nothing is added up.
 */
export function whyNotAllowed(asked: Omit<Asked, 'used' | 'told' | 'amount'>, people: People): string | undefined {
  const decided = decideAct({ ...asked, used: () => 0n, told: 'you' }, people)
  return decided.allowed ? undefined : decided.reasons.map(one => one.sentence).join(' ')
}

function inWords({ needs, findings, proposal }: Found, asked: Asked, people: People): Refused {
  const others = othersOf(asked, people)
  const whos = findings.map(others)
  const reasons = findings.map((finding, n): Reason => {
    // Once for all reasons that are helped by the same people: with the first of them.
    const who = whos.indexOf(whos[n]) === n ? whos[n] : undefined
    const sentence = `${sentenceOf(finding, asked, people)}${who === undefined ? '' : `; ${who}`}.`
    const told = { code: finding.code, sentence: sentence.charAt(0).toUpperCase() + sentence.slice(1) }
    return isOverBySum(finding.use) ? { ...told, sum: finding.use } : told
  })
  return { allowed: false, needs, reasons, ...(proposal === undefined ? {} : { proposal }) }
}

function isOverBySum(use: LimitUse | undefined): use is LimitUse {
  return use !== undefined && use.usedMinor > 0n && use.amountMinor <= use.limitMinor
}

/** Looked for once for all reasons, and only where one of them can be helped by somebody. */
function othersOf(whole: Asked, people: People): (finding: Finding) => string | undefined {
  const asked = whole.asRead ?? whole
  const known = new Map<(typeof REASONS)[ReasonCode], string>()
  return ({ code }) => {
    // A second person’s word is put before nobody: it is left to somebody who may say it alone.
    const what = code === 'supervised' && !isProposable(ruleOf(asked.act)) ? 'act' : REASONS[code]
    if (what === 'nobody') return undefined
    const before = known.get(what)
    if (before !== undefined) return before
    const words =
      what === 'act'
        ? whoCanWords(whoCan(asked, people), '')
        : whoCanWords(whoCan(forApproval(asked), people), ' approve it')
    known.set(what, words)
    return words
  }
}

/** What a second person would be asked: the same work and amount, and the first one's hand in it. */
function forApproval(asked: Asked): Asked {
  const hands = joinHands(asked.hands ?? [], [{ person: asked.by, as: 'maker' }])
  return { ...asked, act: 'approve', hands }
}
