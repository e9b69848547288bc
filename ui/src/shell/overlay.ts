// What lies over the page: one dialog at a time, opened from anywhere.

import type { ReactNode } from 'react'
import type { JobSubmission, Template, Worker } from '~/api/schema'
import type { Labels } from '~/pages/workers/given'
import type { RestoredBackup } from '~/platform/types'
import { createStore } from '~/store'

export type Question = {
  title: string
  body: ReactNode
  confirm: string
  keep?: string
  isDangerous?: boolean
  /** A text to be given with it. */
  field?: { label: string; hint?: string; value?: string }
  /** `isSure` once a doubt was read and the same was confirmed again. */
  onConfirm: (text: string, isSure: boolean) => Promise<void>
}

/** Thrown by what is confirmed: nothing was done yet, and it is done if whoever reads this confirms once more. */
export class Doubt extends Error {
  constructor(
    message: string,
    readonly confirm: string,
  ) {
    super(message)
  }
}

export type Overlay =
  | { kind: 'palette' }
  | { kind: 'shortcuts' }
  | { kind: 'first_steps' }
  | { kind: 'run_template'; template: Template }
  | { kind: 'run_job'; given?: Partial<JobSubmission> }
  | { kind: 'add_worker'; labels?: Labels }
  | { kind: 'pause_worker'; worker: Worker }
  | { kind: 'stop_everything' }
  | { kind: 'question'; question: Question }

export const overlay = createStore<Overlay | undefined>(undefined)

/** A backup that took the place of everything: told over whatever is open, and nothing but a new page ends it. */
export const restored = createStore<RestoredBackup | undefined>(undefined)

export const openPalette = () => overlay.set({ kind: 'palette' })
export const openShortcuts = () => overlay.set({ kind: 'shortcuts' })
export const openFirstSteps = () => overlay.set({ kind: 'first_steps' })
export const openRunTemplate = (template: Template) => overlay.set({ kind: 'run_template', template })
export const openRunJob = (given?: Partial<JobSubmission>) => overlay.set({ kind: 'run_job', ...(given ? { given } : {}) })
export const openAddWorker = () => overlay.set({ kind: 'add_worker' })
export const openAddWorkerWith = (labels: Labels) => overlay.set({ kind: 'add_worker', labels })
export const openStopEverything = () => overlay.set({ kind: 'stop_everything' })
export const openPauseWorker = (worker: Worker) => overlay.set({ kind: 'pause_worker', worker })
export const ask = (question: Question) => overlay.set({ kind: 'question', question })
export const closeOverlay = () => overlay.set(undefined)
