/** Sets what Date takes for now, so far ahead of the machine. Also sent to the browser of a test as it stands: it names nothing outside itself. */
export function setDate(aheadMs: number): void {
  const machine = globalThis.Date
  const now = () => machine.now() + aheadMs
  globalThis.Date = new Proxy(machine, {
    construct: (date, given, asked) => Reflect.construct(date, given.length === 0 ? [now()] : given, asked),
    apply: date => new date(now()).toString(),
    get: (date, name, asked) => (name === 'now' ? now : Reflect.get(date, name, asked)),
  })
}
