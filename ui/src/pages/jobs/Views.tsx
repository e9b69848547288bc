// The views that somebody saved, beside the states.

import { Link } from '@tanstack/react-router'
import { type JobFilter, type WrittenFilter, writeFilter } from '~/api/job-filter'
import type { Action } from '~/hands/registry'
import { MoreMenu } from '~/kit/Menu'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import { useStore } from '~/store'
import filters from './Filters.module.css'
import { removeView, renameView, sameQuery, saveView, type View, views } from './views'
import styles from './Views.module.css'

const named = (name: string): string => {
  if (name.trim() === '') throw new Error(t('kit.missing'))
  return name
}

/** Gives the query a name, if it is worth one. */
export function saveViewAction(filter: JobFilter, known: View[]): Action {
  const query = writeFilter(filter)
  const isNothing = Object.keys(query).length === 0
  const isKnown = known.some((view) => sameQuery(view.query, query))
  const save = async (name: string) => {
    saveView(named(name), query)
    toast(t('views.saved', { name }))
  }
  return {
    id: 'save_view',
    text: t('views.save'),
    obstacle: isNothing ? t('views.nothing') : isKnown ? t('views.exists') : undefined,
    run: () => ask({ title: t('views.save_title'), body: t('views.save_body'), confirm: t('views.save_confirm'), field: { label: t('views.name') }, onConfirm: save }),
  }
}

export function Views({ filter }: { filter: JobFilter }) {
  const all = useStore(views)
  const now = writeFilter(filter)
  if (all.length === 0) return null
  return (
    <nav className={styles.views} aria-label={t('views.mine')}>
      {all.map((view) => (
        <One key={view.name} view={view} now={now} />
      ))}
    </nav>
  )
}

function One({ view: { name, query }, now }: { view: View; now: WrittenFilter }) {
  const isCurrent = sameQuery(query, now)
  const remove = () => {
    const putBack = removeView(name)
    toast(t('views.removed', { name }), 'good', { action: { text: t('held.undo'), run: putBack } })
  }
  const rename = () =>
    ask({
      title: t('views.rename_title', { name }),
      body: null,
      confirm: t('views.rename'),
      field: { label: t('views.name'), value: name },
      onConfirm: async (next) => renameView(name, named(next)),
    })
  return (
    <span className={styles.one} data-current={isCurrent || undefined}>
      <Link to="." search={({ tab, attempt }) => ({ ...query, tab, attempt })} className={filters.filter} data-current={isCurrent || undefined}>
        {name}
      </Link>
      {isCurrent && (
        <MoreMenu
          label={t('views.more', { name })}
          entries={[
            { id: 'rename', text: t('views.rename'), run: rename },
            { id: 'remove', text: t('views.remove'), isDangerous: true, run: remove },
          ]}
        />
      )}
    </span>
  )
}
