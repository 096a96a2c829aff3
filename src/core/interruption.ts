/** Somebody stops the process at a named step: no fault of what was being done there. */
export class Interruption extends Error {}
