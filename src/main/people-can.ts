import { ACT_NAMES, isAct, ruleOf } from '../core/authority/act.ts'
import type { Allowed, Asked, LimitUse } from '../core/authority/asked.ts'
import { decideAct } from '../core/authority/decide-act.ts'
import type { People } from '../core/authority/people.ts'
import { ROLE_WORDS } from '../core/authority/role.ts'
import { formatMoney, type Money, money, parseMoney } from '../core/money.ts'
import { peopleNow } from '../engine/people-now.ts'
import { type Call, CannotDo, EXIT, type ExitCode, Misuse } from './command.ts'
import { needDatabase, withEngine } from './with-engine.ts'

/** `clearday people can LOGIN ACT`: the very decision that the server makes, in words. */
export async function canPerson(call: Call, words: readonly string[]): Promise<ExitCode> {
  const [login = '', act = '', more] = words
  if (login === '' || act === '' || more !== undefined) throw new Misuse('people can takes a login and an act')
  if (!isAct(act)) throw new Misuse(`there is no act ${act}; there are ${ACT_NAMES.join(', ')}`)
  needDatabase(call)
  return withEngine(call, async engine => {
    const people = await peopleNow(engine)
    const used = amountOf(call, 'used', people)
    const work = workOf(call)
    const asked: Asked = {
      ...{ by: idOf(people, login), act, at: engine.now(), session: 'stepped-up', told: 'name' },
      ...{ amount: amountOf(call, 'amount', people), used: () => used.minor },
      ...given('payee', call.text('payee')),
      ...given('cluster', call.text('cluster')),
      ...given('reason', call.text('reason')),
      hands: call.texts('made-by').map(one => ({ person: idOf(people, one), as: 'maker' })),
      ...(work === undefined ? {} : { work }),
    }
    const decided = decideAct(asked, people)
    if (call.json) call.terminal.printJson(decided)
    else if (decided.allowed) printAllowed(call, asked, decided, people)
    else {
      call.terminal.print(decided.needs === 'approval' ? `Not alone: a second person must approve it.` : 'No.')
      for (const { sentence } of decided.reasons) call.terminal.print(`  ${sentence}`)
    }
    return decided.allowed ? EXIT.done : EXIT.faults
  })
}

function given<Name extends string>(name: Name, text: string | undefined) {
  return text === undefined ? {} : { [name]: text }
}

function workOf(call: Call): Asked['work'] {
  const queue = call.text('queue')
  const skills = call.texts('skill')
  const [skill] = skills
  const credential = call.text('credential')
  const workType = call.text('work')
  if (skills.length > 1) throw new Misuse('work asks for one skill')
  if (queue === undefined && skill === undefined && credential === undefined && workType === undefined) return undefined
  return {
    queue: queue ?? 'asked about',
    ...(skill === undefined ? {} : { skill }),
    ...(credential === undefined ? {} : { credential }),
    ...(workType === undefined ? {} : { workType }),
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

function idOf(people: People, login: string): number {
  const person = people.facts.persons.find(one => one.login === login)
  if (person === undefined) throw new CannotDo(`There is no person ${login}; clearday people lists them.`)
  return person.id
}

function printAllowed(call: Call, asked: Asked, { authority, limits }: Allowed, people: People): void {
  const name = people.byId.get(asked.by)?.person.name ?? ''
  const giver = authority.by === 'own' ? undefined : people.byId.get(authority.from)?.person.name
  const right = `as ${ROLE_WORDS[authority.role]}${giver === undefined ? '' : `, in the place of ${giver}`}`
  call.terminal.print(`Yes: ${ruleOf(asked.act).title}, ${name} ${right}.`)
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
