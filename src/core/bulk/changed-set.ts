interface Key {
  readonly shard: number
  readonly id: number
}

/** What is another set than was shown: how many came and went, and the numbers of the first few. */
export interface SetChange {
  readonly came: readonly number[]
  readonly went: readonly number[]
  readonly cameCount: number
  readonly wentCount: number
}

const EXAMPLES = 5

/** Undefined where both are the same set, in whatever order. */
export function changedSet(shown: readonly Key[], now: readonly Key[]): SetChange | undefined {
  const [before, after] = [keysOf(shown), keysOf(now)]
  const came = now.filter(one => !before.has(keyOf(one)))
  const went = shown.filter(one => !after.has(keyOf(one)))
  if (came.length === 0 && went.length === 0) return undefined
  const first = (keys: readonly Key[]) => keys.slice(0, EXAMPLES).map(one => one.id)
  return { came: first(came), went: first(went), cameCount: came.length, wentCount: went.length }
}

/** In a sentence that says what to do. */
export function changeSentence({ came, went, cameCount, wentCount }: SetChange): string {
  const parts = [
    part(cameCount, came, 'more match now'),
    part(wentCount, went, 'of those that you saw do not any more'),
  ]
  return `${parts.filter(one => one !== '').join(', and ')}: nothing was done. Make the dry run again, and look at it.`
}

function part(count: number, items: readonly number[], what: string): string {
  if (count === 0) return ''
  const more = count > items.length ? ', …' : ''
  return `${count} ${what} (${items.join(', ')}${more})`
}

function keysOf(keys: readonly Key[]): ReadonlySet<string> {
  return new Set(keys.map(keyOf))
}

function keyOf({ shard, id }: Key): string {
  return `${shard} ${id}`
}
