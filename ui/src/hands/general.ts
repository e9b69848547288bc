// What can be done everywhere.

import { useMemo } from 'react'
import { t } from '~/messages/t'
import { openAddWorker, openFirstSteps, openPalette, openRunJob, openShortcuts, openStopEverything } from '~/shell/overlay'
import { useStore } from '~/store'
import { chooseTheme, themes } from '~/theme'
import type { ActionId } from './bindings'
import { muster } from './command'
import { type Hands, useHands } from './hands'
import { held } from './held'
import type { Action } from './registry'
import { newTemplate } from './templates'

export const pages = [
  { id: 'go_overview', to: '/', page: t('nav.overview'), command: undefined },
  { id: 'go_jobs', to: '/jobs', page: t('nav.jobs'), command: muster('job', 'list') },
  { id: 'go_workers', to: '/workers', page: t('nav.workers'), command: muster('worker', 'list') },
  { id: 'go_environments', to: '/environments', page: t('nav.environments'), command: muster('env', 'list') },
  { id: 'go_schedules', to: '/schedules', page: t('nav.schedules'), command: muster('schedule', 'list') },
  { id: 'go_templates', to: '/templates', page: t('nav.templates'), command: muster('template', 'list') },
  { id: 'go_agents', to: '/agents', page: t('nav.agents'), command: muster('agent', 'list') },
  { id: 'go_marketplace', to: '/marketplace', page: t('nav.marketplace'), command: undefined },
  { id: 'go_usage', to: '/usage', page: t('nav.usage'), command: muster('usage') },
  { id: 'go_billing', to: '/billing', page: t('nav.billing'), command: muster('billing', 'status') },
  { id: 'go_audit', to: '/audit', page: t('nav.audit'), command: muster('audit', 'list') },
  { id: 'go_doctor', to: '/doctor', page: t('nav.doctor'), command: muster('doctor') },
  { id: 'go_settings', to: '/settings', page: t('nav.settings'), command: muster('config', 'show') },
] as const satisfies { id: ActionId; to: string; page: string; command: string | undefined }[]

const goActions = ({ navigate }: Hands): Action[] =>
  pages.map(({ id, to, page, command }) => ({ id, text: t('palette.go', { page }), ...(command ? { command } : {}), run: () => void navigate({ to }) }))

const themeActions = (): Action[] =>
  themes.map((theme) => ({ id: `theme_${theme}` as const, text: t('palette.theme', { theme: t(`theme.${theme}`) }), run: () => chooseTheme(theme) }))

export function useGeneralActions(): Action[] {
  const hands = useHands()
  const waiting = useStore(held).findLast(({ isSent }) => !isSent)
  return useMemo(() => {
    const undo: Action[] = waiting ? [{ id: 'undo', text: t('held.undo_named', { what: waiting.text }), run: waiting.takeBack }] : []
    return [
      ...undo,
      { id: 'run_job', text: t('palette.run_job'), command: muster('run', '--', 'echo', 'hello'), obstacle: hands.readOnly, run: () => openRunJob() },
      { id: 'add_worker', text: t('palette.add_worker'), command: muster('worker', 'invite'), obstacle: hands.readOnly, run: openAddWorker },
      newTemplate(hands),
      { id: 'stop_everything', text: t('spending.stop_all'), command: muster('cloud', 'stop-all'), obstacle: hands.readOnly, isDangerous: true, run: openStopEverything },
      ...goActions(hands),
      { id: 'palette', text: t('palette.open'), run: openPalette },
      { id: 'shortcuts', text: t('action.shortcuts'), run: openShortcuts },
      { id: 'first_steps', text: t('action.first_steps'), run: openFirstSteps },
      ...themeActions(),
    ]
  }, [hands, waiting])
}
