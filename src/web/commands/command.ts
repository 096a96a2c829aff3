/** Something that a person can do here: buttons, keys and the list of keys read the one value. */
export interface Command {
  readonly id: string
  /** As its button says it. */
  readonly title: string
  /** As `KeyboardEvent.key` has it, lower case: `n`, `1`; none where only the button does it. */
  readonly key?: string
  /** True, or why it cannot be done now. */
  readonly when: true | string
  run(): void
}

/** Which of the commands a key means, where it is meant for none of the fields; undefined for none. */
export function commandOf(
  commands: readonly Command[],
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'repeat' | 'defaultPrevented'>,
): Command | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented) return undefined
  return commands.find(one => one.key === event.key.toLowerCase() && one.when === true)
}
