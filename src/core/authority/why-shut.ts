import { type Act, ruleOf } from './act.ts'

/** An act that somebody may not do now, with each reason in a sentence. */
interface Shut {
  readonly resolution: Act
  readonly why_not: readonly string[]
}

/** Acts that are shut for the same reasons. */
export interface ShutAlike<One extends Shut> {
  readonly acts: readonly One[]
  /** Each reason once, for all of them. */
  readonly whyNot: readonly string[]
}

/** Acts that are shut, together where they are so for the same reasons: that one role is asked for by several is one reason. */
export function whyShut<One extends Shut>(shut: readonly One[]): readonly ShutAlike<One>[] {
  const alike = Map.groupBy(shut, one => JSON.stringify(whyOfMany(one, [UNNAMED])))
  return [...alike.values()].flatMap(acts => {
    const [first] = acts
    return first === undefined ? [] : { acts, whyNot: whyOfMany(first, acts.map(titleOf)) }
  })
}

/** `for returns and postings one must be`, before the roles. */
export function neededFor(titles: readonly string[]): string {
  const last = titles.at(-1) ?? UNNAMED
  const others = titles.slice(0, -1)
  return `for ${others.length === 0 ? last : `${others.join(', ')} and ${last}`} one must be `
}

/** In the place of an act that is not said. */
const UNNAMED = 'it'

function titleOf({ resolution }: Shut): string {
  return ruleOf(resolution).title
}

/** The reasons of one act as those of several. */
function whyOfMany(one: Shut, titles: readonly string[]): readonly string[] {
  const own = capital(neededFor([titleOf(one)]))
  return one.why_not.map(why => (why.startsWith(own) ? capital(neededFor(titles)) + why.slice(own.length) : why))
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
