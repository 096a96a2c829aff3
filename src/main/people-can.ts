import { ACT_NAMES, isAct, ruleOf } from '../core/authority/act.ts'
import type { Allowed, Asked, AskedWork, LimitUse } from '../core/authority/asked.ts'
import type { People } from '../core/authority/people.ts'
import { ROLE_WORDS } from '../core/authority/role.ts'
import { shareWords } from '../core/authority/share-words.ts'
import { formatMoney, type Money, money, parseMoney } from '../core/money.ts'
import { canPerson as canAnswered } from '../engine/can-person.ts'
import { peopleNow } from '../engine/people-now.ts'
import { queuesOf } from '../engine/work-queues.ts'
import { type Call, CannotDo, EXIT, type ExitCode, Misuse } from './command.ts'
import { needDatabase, withEngine } from './with-engine.ts'

/** `clearday people can LOGIN ACT`: the very decision that the server makes, in words; with `--used` or what the work asks for, what it would be. */
export async function canPerson(call: Call, words: readonly string[]): Promise<ExitCode> {
  const [login = '', act = '', more] = words
  if (login === '' || act === '' || more !== undefined) throw new Misuse('people can takes a login and an act')
  if (!isAct(act)) throw new Misuse(`there is no act ${act}; there are ${ACT_NAMES.join(', ')}`)
  needDatabase(call)
  return withEngine(call, async engine => {
    const people = await peopleNow(engine)
    const [queue, account] = [call.text('queue'), call.text('payee')]
    if (queue !== undefined && !queuesOf(engine).has(queue))
      throw new Misuse(`there is no queue ${queue}; there are ${[...queuesOf(engine).keys()].join(', ')}`)
    const answer = await canAnswered(engine, {
      ...{ login, act, queue, account, cluster: call.text('cluster'), reason: call.text('reason'), viewer: undefined },
      amountMinor: Number(amountOf(call, 'amount', people).minor),
      usedMinor: call.text('used') === undefined ? undefined : amountOf(call, 'used', people).minor,
      madeBy: call.texts('made-by'),
      ...workOf(call),
    })
    if (answer.is !== 'decided')
      throw answer.is === 'account_unknown'
        ? new CannotDo(`There is no account ${account}; --payee takes the number of one.`)
        : new CannotDo(`There is no person ${answer.login}; clearday people lists them.`)
    const { decided, asked } = answer
    if (call.json) call.terminal.printJson(decided)
    else if (decided.allowed) printAllowed(call, asked, decided, answer.people)
    else {
      call.terminal.print(decided.needs === 'approval' ? `Not alone: a second person must approve it.` : 'No.')
      for (const { sentence } of decided.reasons) call.terminal.print(`  ${sentence}`)
    }
    return decided.allowed ? EXIT.done : EXIT.faults
  })
}

/** What is asked for in the place of what the queue asks for; nothing where nothing is said. */
function workOf(call: Call): { readonly work?: Partial<AskedWork> } {
  const [skill, another] = call.texts('skill')
  const credential = call.text('credential')
  const workType = call.text('work')
  if (another !== undefined) throw new Misuse('work asks for one skill')
  if (skill === undefined && credential === undefined && workType === undefined) return {}
  return {
    work: {
      ...(skill === undefined ? {} : { skill }),
      ...(credential === undefined ? {} : { credential }),
      ...(workType === undefined ? {} : { workType }),
    },
  }
}

function amountOf(call: Call, option: string, { facts: { currency } }: People): Money {
  const text = call.text(option)
  if (text === undefined) return money(0n, currency)
  const amount = parseMoney(text, currency)
  if (amount === undefined || amount.minor < 0n)
    throw new Misuse(`--${option} takes an amount in ${currency} such as 1204.55, not ${text}`)
  return amount
}

function printAllowed(call: Call, asked: Asked, { authority, limits, sharePercent }: Allowed, people: People): void {
  const name = people.byId.get(asked.by)?.person.name ?? ''
  const giver = authority.by === 'own' ? undefined : people.byId.get(authority.from)?.person.name
  const right = `as ${ROLE_WORDS[authority.role]}${giver === undefined ? '' : `, in the place of ${giver}`}`
  call.terminal.print(`Yes: ${ruleOf(asked.act).title}, ${name} ${right}.`)
  if (sharePercent !== undefined) call.terminal.print(`  ${shareWords(sharePercent)}`)
  for (const limit of limits) call.terminal.print(`  ${limitWords(limit, people)}`)
}

function limitWords({ measure, days, usedMinor, amountMinor, limitMinor }: LimitUse, { facts }: People): string {
  const say = (minor: bigint) => formatMoney(money(minor, facts.currency))
  const over =
    measure === 'act' || measure === 'day' ? measure : `${measure}, ${days === 1 ? 'today' : `${days} banking days`}`
  const sum =
    usedMinor === 0n
      ? say(amountMinor)
      : `${say(usedMinor)} and ${say(amountMinor)} make ${say(usedMinor + amountMinor)}`
  return `${over}: ${sum}, up to ${say(limitMinor)}; ${say(limitMinor - usedMinor - amountMinor)} stay`
}
