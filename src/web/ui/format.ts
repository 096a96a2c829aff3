import { nounFor } from '../../core/counted.ts'
import { type ExceptionScope, type Resolution, titleOfWay } from '../../core/exception.ts'

/** Numbers, amounts and times as people of the desk read them. */

export function countText(count: number): string {
  return grouped(String(Math.abs(count)), count < 0)
}

/** Minor units with the decimals of their currency: `1,204.55`. Sums over days may be a `bigint`. */
export function amountText(minor: number | bigint, digits: number): string {
  const text = String(minor)
    .replace('-', '')
    .padStart(digits + 1, '0')
  const whole = text.slice(0, text.length - digits)
  return grouped(whole, minor < 0) + (digits === 0 ? '' : `.${text.slice(-digits)}`)
}

function grouped(digits: string, negative: boolean): string {
  return (negative ? '\u2212' : '') + digits.replace(/\B(?=(\d{3})+$)/g, ',')
}

const formats = new Map<string, Intl.DateTimeFormat>()

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = zone + JSON.stringify(options)
  const known = formats.get(key) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', ...options })
  formats.set(key, known)
  return known
}

/** `Mon 23 Nov 17:00` on the institution's clock. */
export function momentText(at: string, zone: string): string {
  const parts = partsOf(at, zone)
  return `${parts.weekday} ${parts.day} ${parts.month} ${parts.hour}:${parts.minute}`
}

/** `Tue 21 Nov 2028 17:00`: for clocks that run for years. */
export function datedText(at: string, zone: string): string {
  const parts = partsOf(at, zone)
  return `${parts.weekday} ${parts.day} ${parts.month} ${parts.year} ${parts.hour}:${parts.minute}`
}

/** `17:00:05`. */
export function clockText(at: string, zone: string): string {
  const parts = partsOf(at, zone)
  return `${parts.hour}:${parts.minute}:${parts.second}`
}

function partsOf(at: string, zone: string): Readonly<Record<string, string>> {
  const options = {
    weekday: 'short',
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  } as const
  const found = format(zone, options).formatToParts(new Date(at))
  return Object.fromEntries(found.map(part => [part.type, part.value.replace('.', '')]))
}

/** `Fri 2026-11-20`. */
export function dayText(day: string): string {
  const weekday = new Intl.DateTimeFormat('en', { weekday: 'short', timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
  return `${weekday} ${day}`
}

/** The time until a moment in words that do not jump about: `2 d 4 h`, `1 h 12 min`, `4 min`, `40 s`. */
export function leftText(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000)
  const [days, hours, minutes] = [
    Math.floor(seconds / 86_400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
  ]
  if (days > 0) return `${days} d ${hours} h`
  if (hours > 0) return `${hours} h ${String(minutes).padStart(2, '0')} min`
  return minutes > 0 ? `${minutes} min` : `${seconds} s`
}

/** `1 fault`, `2 faults`, `1,204 batches`: a count with its noun. */
export function counted(count: number, one: string, many?: string): string {
  return `${countText(count)} ${nounFor(count, one, many)}`
}

/** A text with exactly one full stop at its end. */
export function sentence(text: string): string {
  const said = text.trimEnd().replace(/\.+$/, '')
  return /[!?…:]$/.test(said) ? said : `${said}.`
}

/** `in_work` is `in work`, `file_received` is `file received`. */
export function words(name: string): string {
  return name.replaceAll(/[_-]/g, ' ')
}

/** What people call a way out; that of another version of this page may be none of its list. */
export function wayTitle(resolution: string, scope: ExceptionScope = 'item'): string {
  if (resolution === 'undo') return 'Take back'
  return titleOfWay(resolution as Resolution, scope) ?? words(resolution)
}

export function sizeText(bytes: number): string {
  if (bytes < 10_000) return `${countText(bytes)} B`
  if (bytes < 10_000_000) return `${countText(Math.round(bytes / 1000))} kB`
  return `${countText(Math.round(bytes / 1_000_000))} MB`
}
