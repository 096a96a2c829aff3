/** How many: all for `npm test`, a few for `npm run check`, which tries each law for a moment too. */
export function fewOrAll(few: number, all: number): number {
  return process.env.CLEARDAY_QUICK_LAWS === '1' ? few : all
}
