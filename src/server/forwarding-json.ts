import type { ForwardingAfter } from '../core/forwarding.ts'

/** A forwarding for people and programs. */
export function forwardingJson(of: ForwardingAfter | undefined) {
  if (of === undefined) return null
  const { recipient, state, chases, acknowledgeBy } = of
  return { recipient, state, chases, acknowledge_by: acknowledgeBy }
}
