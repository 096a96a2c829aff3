/** The day that six digits YYMMDD name, in this century; undefined when there is no such day (blank, 000000, 260230). */
export function parseYymmdd(text: string): Temporal.PlainDate | undefined {
  if (!/^\d{6}$/.test(text)) return undefined
  const year = 2000 + Number(text.slice(0, 2))
  const month = Number(text.slice(2, 4))
  const day = Number(text.slice(4, 6))
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined
  return Temporal.PlainDate.from({ year, month, day })
}

/** Six digits YYMMDD for a day of this century. */
export function formatYymmdd(date: Temporal.PlainDate): string {
  const two = (n: number) => String(n % 100).padStart(2, '0')
  return two(date.year) + two(date.month) + two(date.day)
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
