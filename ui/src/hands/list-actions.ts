// Moving and picking in whichever list is in sight: the list that has the focus, or the first one of the page.

import { useMemo } from 'react'
import { activeList } from '~/kit/lists'
import { t } from '~/messages/t'
import type { Action } from './registry'

export const useListActions = (): Action[] =>
  useMemo(
    () => [
      { id: 'list_next', text: t('action.list_next'), run: () => activeList()?.move(1) },
      { id: 'list_previous', text: t('action.list_previous'), run: () => activeList()?.move(-1) },
      { id: 'list_open', text: t('action.list_open'), run: () => activeList()?.open() },
      { id: 'list_search', text: t('action.list_search'), run: () => document.querySelector<HTMLElement>('main [data-page-search]')?.focus() },
    ],
    [],
  )
