// Times and spans, for people. `now` is always passed in, so that a page's clock ticks in one place.
// The symbols s, min and h are the same in every language; a day's is not.

import { t } from '~/messages/t'
import { locale, perLocale } from './locale'
import { number } from './number'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** What is past is told in steps of this, so that a list does not change each second; what is still to come is counted down. */
const CALM = 10 * SECOND
/** From here on hours are counted in days. */
const MANY_HOURS = 2 * DAY

const dates = (options: Intl.DateTimeFormatOptions) => perLocale((tag) => new Intl.DateTimeFormat(tag, options))

const exactFormat = dates({ dateStyle: 'medium', timeStyle: 'medium' })
const dayFormat = dates({ day: 'numeric', month: 'short' })
const dateFormat = dates({ day: 'numeric', month: 'short', year: 'numeric' })
const clockFormat = dates({ hour: '2-digit', minute: '2-digit' })

export const exact = (iso: string): string => exactFormat().format(new Date(iso))

/** `Mon, 30 Mar 2026, 03:00` as the clock on the wall shows it in a time zone. */
export const exactIn = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat(locale(), { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone }).format(
    new Date(iso),
  )

export const clock = (iso: string | number): string => clockFormat().format(new Date(iso))

const fineFormat = dates({ hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 })

/** `14:05:09.123` */
export const clockWithMillis = (iso: string): string => fineFormat().format(new Date(iso))

const dayKey = (moment: string | number): string => new Date(moment).toDateString()

/** With its day, unless all of what it stands with is of one day. */
export const clockOn = (iso: string, first: string, last: string | number): string =>
  dayKey(first) === dayKey(last) ? clockWithMillis(iso) : `${dayFormat().format(new Date(iso))}, ${clockWithMillis(iso)}`
const utcDayFormat = dates({ day: 'numeric', month: 'short', timeZone: 'UTC' })

const utcDateFormat = dates({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/** `4 Mar 2026` of such a day. */
export const dateOf = (day: string): string => utcDateFormat().format(new Date(day))

/** `4 Mar` of `2026-03-04`, which is a day of UTC and has no hour. */
export const dayOf = (day: string): string => utcDayFormat().format(new Date(day))

export const date = (iso: string): string => dateFormat().format(new Date(iso))

/** `now`, `10 s ago`, `4 min ago`, `in 3 h`, `2 d ago`, then the date. */
export function relative(iso: string, now: number): string {
  const past = now - Date.parse(iso)
  const span = Math.abs(past)
  // Clocks of two machines differ by a little; nothing that was written lies in the future because of that.
  if (past < CALM && past > -2 * SECOND) return t('time.now')
  if (span >= 7 * DAY) return dayFormat().format(new Date(iso))
  if (span >= MANY_HOURS) return t(past > 0 ? 'time.days_ago' : 'time.in_days', { count: Math.floor(span / DAY) })
  if (past > 0 && past < MINUTE) return t('time.ago', { span: rough(Math.floor(past / CALM) * CALM) })
  return t(past > 0 ? 'time.ago' : 'time.in', { span: rough(span) })
}

/** `12 s`, `4 min`, `3 h`, `2 d`. */
export function rough(span: number): string {
  if (span < MINUTE) return `${Math.max(0, Math.floor(span / SECOND))} s`
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`
  if (span < MANY_HOURS) return `${Math.floor(span / HOUR)} h`
  return t('time.days', { count: Math.floor(span / DAY) })
}

/** `0:04`, `12:07`, `1:02:09`. */
export function elapsed(from: string, to: string | number): string {
  const span = Math.max(0, (typeof to === 'number' ? to : Date.parse(to)) - Date.parse(from))
  const [hours, minutes, seconds] = [Math.floor(span / HOUR), Math.floor((span % HOUR) / MINUTE), Math.floor((span % MINUTE) / SECOND)]
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(seconds).padStart(2, '0')}`
  return hours > 0 ? `${hours}:${tail}` : tail
}

/** What it took, as precisely as somebody would say it: `340 ms`, `2.1 s`, `12:07`. */
export function took(from: string, to: string): string {
  const span = Math.max(0, Date.parse(to) - Date.parse(from))
  if (span < SECOND) return `${span} ms`
  return span < MINUTE ? `${number(Math.floor(span / 100) / 10)} s` : elapsed(from, to)
}

/** A span that goes on, in the steps in which its beginning is told, so that the two never contradict each other. */
export const goingOn = (span: number): string => rough(span >= CALM && span < MINUTE ? Math.floor(span / CALM) * CALM : span)

/** What it has taken up to now, which goes on: `4 s`, `30 s`, `12:07`. */
export function soFar(from: string, now: number): string {
  const span = Math.max(0, now - Date.parse(from))
  return span < MINUTE ? goingOn(span) : elapsed(from, now)
}

/** `9:58` until the moment; `0:00` after it. */
export const countdown = (until: string, now: number): string => elapsed(new Date(now).toISOString(), until)

/** `90 s`, `5 min`, `1 h`, `2 h 30 min`. */
export function spanOfSeconds(seconds: number): string {
  if (seconds < 120 && seconds !== 60) return `${seconds} s`
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60]
  const parts = [hours && `${hours} h`, minutes && `${minutes} min`, rest && `${rest} s`]
  return parts.filter(Boolean).join(' ')
}

/** Reads `90`, `90s`, `5 min`, `2h`, `1h 30m`; nothing if it is something else. */
export function parseSpan(text: string): number | undefined {
  const trimmed = text.trim().toLowerCase()
  if (/^\d+$/.test(trimmed)) return Number(trimmed)
  const parts = [...trimmed.matchAll(/(\d+)\s*(h|min|m|s)\s*/g)]
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== trimmed) return undefined
  const worth: Record<string, number> = { h: 3600, min: 60, m: 60, s: 1 }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (worth[unit ?? 's'] ?? 0), 0)
}
