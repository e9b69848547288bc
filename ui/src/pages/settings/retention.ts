// A rule as it is typed, and as it is sent.

import type { RetentionRule } from '~/api/schema'

export type Draft = { id: number; label: string; last: string; days: string }

let drafts = 0

export const emptyDraft = (): Draft => ({ id: (drafts += 1), label: '', last: '', days: '' })

export const asDraft = ({ label, keep_last, keep_days }: RetentionRule): Draft => ({
  ...emptyDraft(),
  label: label ?? '',
  last: keep_last?.toString() ?? '',
  days: keep_days?.toString() ?? '',
})

/** Nothing is no limit. */
export const isCount = (text: string): boolean => /^\d{0,9}$/.test(text.trim())

export const isDays = (text: string): boolean => isCount(text) && (text.trim() === '' || (Number(text) >= 1 && Number(text) <= 36_500))

export const isLabel = (text: string): boolean => text.trim() === '' || text.trim().indexOf('=') > 0

export const isComplete = ({ label, last, days }: Draft): boolean => isLabel(label) && isCount(last) && isDays(days)

export const asRule = ({ label, last, days }: Draft): RetentionRule => ({
  ...(label.trim() ? { label: label.trim() } : {}),
  ...(last.trim() ? { keep_last: Number(last) } : {}),
  ...(days.trim() ? { keep_days: Number(days) } : {}),
})
