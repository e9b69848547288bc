import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { keys, templatesQuery } from '~/api/queries'
import type { Template } from '~/api/schema'
import { Button } from '~/kit/Button'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import styles from '~/pages/schedules/SchedulesPage.module.css'
import { ask } from '~/shell/overlay'
import { PageHeader } from '~/shell/PageHeader'
import { RunTemplate } from './RunTemplate'

const columnsWith = (onRun: (template: Template) => void): Column<Template>[] => [
  { id: 'name', title: t('templates.column_name'), width: 'minmax(100px, 0.6fr)', cell: ({ name }) => name },
  { id: 'description', title: t('templates.column_description'), width: 'minmax(120px, 1fr)', cell: ({ description }) => <span className={styles.soft}>{description}</span> },
  { id: 'parameters', title: t('templates.column_parameters'), width: 'minmax(120px, 1fr)', cell: ({ parameters }) => <code>{Object.keys(parameters).join(' ')}</code> },
  { id: 'changed', title: t('templates.column_changed'), width: '96px', cell: ({ updated_at }) => <Moment at={updated_at} /> },
  {
    id: 'actions',
    title: t('templates.column_actions'),
    width: 'max-content',
    isNumber: true,
    isTitleHidden: true,
    cell: (template) => <Actions template={template} onRun={onRun} />,
  },
]

export default function TemplatesPage() {
  const { data, error, refetch } = useQuery(templatesQuery)
  const [chosen, setChosen] = useState<Template>()
  return (
    <>
      <PageHeader title={t('templates.title')} />
      <div className={styles.page}>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={4} columns={['20%', '30%', '30%', '90px']} />}
        {data?.items.length === 0 && <EmptyState title={t('templates.empty')} body={t('templates.empty_body')} command={t('templates.command')} />}
        {data && data.items.length > 0 && (
          <>
            <Table label={t('templates.title')} columns={columnsWith(setChosen)} items={data.items} keyOf={({ name }) => name} />
            <footer className={styles.foot}>
              <CommandLine command={t('templates.command')} />
            </footer>
          </>
        )}
      </div>
      {chosen && <RunTemplate template={chosen} onClose={() => setChosen(undefined)} />}
    </>
  )
}

function Actions({ template, onRun }: { template: Template; onRun: (template: Template) => void }) {
  const { name } = template
  const client = useQueryClient()
  const reason = useRefusal()
  const remove = () =>
    ask({
      title: t('templates.delete_title', { name }),
      body: t('templates.delete_body'),
      confirm: t('templates.delete_confirm'),
      isDangerous: true,
      onConfirm: async () => {
        await call('delete', '/v1/templates/{name}', { path: { name } })
        await client.invalidateQueries({ queryKey: keys.templates })
        toast(t('templates.deleted', { name }))
      },
    })
  return (
    <span className={styles.actions}>
      <Button size="small" label={t('templates.run_label', { name })} disabledReason={reason} onPress={() => onRun(template)}>
        {t('templates.run')}
      </Button>
      <Button size="small" label={t('templates.delete_label', { name })} disabledReason={reason} onPress={remove}>
        {t('templates.delete')}
      </Button>
    </span>
  )
}
