// What was typed is not lost by a step that somebody did not mean.

import { useBlocker } from '@tanstack/react-router'
import { useEffect } from 'react'
import { t } from '~/messages/t'
import { ask, overlay } from '~/shell/overlay'

/** Asks before the page is left while there is something to lose. */
export function useAskToLeave(isToLose: () => boolean): void {
  const blocker = useBlocker({ shouldBlockFn: isToLose, enableBeforeUnload: isToLose, withResolver: true })
  useEffect(() => {
    if (blocker.status !== 'blocked') return undefined
    ask({
      title: t('template.leave_title'),
      body: t('template.leave_body'),
      confirm: t('template.leave'),
      keep: t('template.stay'),
      isDangerous: true,
      onConfirm: async () => blocker.proceed(),
    })
    return overlay.follow(() => {
      if (!overlay.get()) blocker.reset()
    })
  }, [blocker])
}
