// The marks of a chart's axis: few, round in the unit that fits, and each told apart from the others.

import type { UsageMeter } from '~/api/schema'
import { locale } from '~/format/locale'
import { number } from '~/format/number'
import { t } from '~/messages/t'

export type Axis = { marks: number[]; words: (mark: number) => string }

/** So many parts, or one more or less. */
const PARTS = 4
const [MINUTE, HOUR] = [60, 3600]
const CLOCK_STEPS = [1, 2, 5, 10, 15, 30, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, 24 * HOUR]

/** From zero to the first mark that is not under the largest value; the last mark is where the chart ends. */
export function axisOf(meter: UsageMeter, most: number): Axis {
  switch (meter) {
    case 'job_seconds':
      return timed(most, 1)
    case 'local_worker_hours':
    case 'cloud_worker_hours':
    case 'environment_hours':
      return timed(most, HOUR)
    case 'log_bytes':
    case 'artefact_bytes':
      return sized(most)
    case 'environment_gigabyte_hours':
      return plain(most, round(most / PARTS), (amount) => t('usage.gigabyte_hours', { amount }))
    case 'api_calls':
    case 'token_issuances':
    case 'active_agents':
      return plain(most, Math.max(1, round(most / PARTS)), (amount) => amount)
  }
}

/** 1, 2 or 5 with as many zeros, and not less than this. */
export function round(least: number): number {
  if (!(least > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5, 10].find((digit) => digit * power >= least * (1 - 1e-9)) ?? 10) * power
}

function marksTo(most: number, step: number): number[] {
  const parts = Math.max(1, Math.ceil(most / step - 1e-9))
  // Each from its place, so that none gathers what the ones before it were off by.
  return Array.from({ length: parts + 1 }, (_, place) => Number((place * step).toPrecision(12)))
}

/** Nothing is nothing in every unit. */
const named = (words: (mark: number) => string) => (mark: number) => (mark === 0 ? number(0) : words(mark))

/** With as many digits as tell one mark from the next. */
function exactly(amount: number, step: number): string {
  const digits = -Math.floor(Math.log10(step) + 1e-9)
  return digits > 1 ? new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(amount) : number(amount)
}

const plain = (most: number, step: number, words: (amount: string) => string): Axis => ({ marks: marksTo(most, step), words: named((mark) => words(exactly(mark, step))) })

/** `worth` is how many seconds one of what is counted has. */
function timed(most: number, worth: number): Axis {
  const seconds = most * worth
  const step = clockStep(seconds / PARTS)
  const [unit, name] = unitOf(step, seconds)
  return { marks: marksTo(most, step / worth), words: named((mark) => `${exactly(Number(((mark * worth) / unit).toPrecision(9)), step / unit)} ${name}`) }
}

function clockStep(least: number): number {
  if (least <= 0.5) return round(least)
  if (least > 24 * HOUR) return round(least / HOUR) * HOUR
  return CLOCK_STEPS.find((step) => step >= least - 1e-9) ?? 24 * HOUR
}

/** These symbols are the same in every language. */
function unitOf(step: number, most: number): [seconds: number, name: string] {
  if (most > 0 && most < 1) return [0.001, 'ms']
  if (step < MINUTE) return [1, 's']
  return step < HOUR ? [MINUTE, 'min'] : [HOUR, 'h']
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB']

function sized(most: number): Axis {
  const power = Math.max(0, Math.min(Math.floor(Math.log10(Math.max(most, 1)) / 3), UNITS.length - 1))
  const unit = 1000 ** power
  const least = round(most / unit / PARTS)
  // There are no parts of a byte.
  const step = power === 0 ? Math.max(1, least) : least
  return { marks: marksTo(most, step * unit), words: named((mark) => `${exactly(Number((mark / unit).toPrecision(9)), step)} ${UNITS[power]}`) }
}
