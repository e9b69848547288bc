import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useRefusal } from '~/api/may'
import { templatesQuery } from '~/api/queries'
import type { Template } from '~/api/schema'
import { useHands } from '~/hands/hands'
import { templateDeeds } from '~/hands/templates'
import { Button } from '~/kit/Button'
import { ButtonLink } from '~/kit/ButtonLink'
import { Foot } from '~/kit/Foot'
import { useIsWide } from '~/kit/media'
import { MoreMenu } from '~/kit/Menu'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { type Column, Table } from '~/kit/Table'
import { CommandLine, Moment } from '~/kit/Text'
import { t } from '~/messages/t'
import styles from '~/pages/schedules/SchedulesPage.module.css'
import { PageHeader } from '~/shell/PageHeader'

const columns: Column<Template>[] = [
  { id: 'name', title: t('templates.column_name'), width: 'minmax(100px, 0.6fr)', cell: ({ name }) => <Name name={name} /> },
  {
    id: 'description',
    title: t('templates.column_description'),
    width: 'minmax(100px, 1fr)',
    cell: ({ description }) => (
      <span className={styles.soft} title={description ?? undefined}>
        {description}
      </span>
    ),
  },
  { id: 'parameters', title: t('templates.column_parameters'), width: 'minmax(100px, 1fr)', cell: (template) => <Parameters template={template} /> },
  { id: 'changed', title: t('templates.column_changed'), width: '96px', cell: ({ updated_at }) => <Moment at={updated_at} /> },
]

const actions: Column<Template> = {
  id: 'actions',
  title: t('templates.column_actions'),
  width: 'max-content',
  isNumber: true,
  isTitleHidden: true,
  cell: (template) => <Actions template={template} />,
}

const fewColumns = columns.filter(({ id }) => id !== 'changed')

export default function TemplatesPage() {
  const { data, error, refetch } = useQuery(templatesQuery)
  const { name } = useSearch({ from: '/templates' })
  // Whoever may only look is told so once, and not at every button of every row.
  const mayNot = useRefusal() !== undefined
  const isWide = useIsWide()
  const create = mayNot ? undefined : (
    <ButtonLink to="/templates/new" look="main">
      {t('template.new')}
    </ButtonLink>
  )
  return (
    <>
      <PageHeader title={t('templates.title')}>{create}</PageHeader>
      <div className={styles.page} data-footed>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={4} columns={['20%', '30%', '30%', '90px']} />}
        {data?.items.length === 0 && <EmptyState title={t('templates.empty')} body={t('templates.empty_body')} action={create} command={t('templates.command')} />}
        {data && data.items.length > 0 && (
          <>
            <Table label={t('templates.title')} columns={[...(isWide ? columns : fewColumns), ...(mayNot ? [] : [actions])]} items={data.items} keyOf={(template) => template.name} current={name} />
            <Foot>
              {mayNot && <p className={styles.soft}>{t('template.may_look')}</p>}
              <CommandLine command={t('templates.command')} />
            </Foot>
          </>
        )}
      </div>
    </>
  )
}

/** It leads to what it runs, for whoever may change that. */
function Name({ name }: { name: string }) {
  if (useRefusal() !== undefined) return <span title={name}>{name}</span>
  return (
    <Link to="/templates/$templateName/edit" params={{ templateName: name }} className={styles.name} title={name}>
      {name}
    </Link>
  )
}

function Parameters({ template }: { template: Template }) {
  const names = Object.keys(template.parameters).join(' ')
  return <code title={names}>{names}</code>
}

function Actions({ template }: { template: Template }) {
  const deeds = templateDeeds(useHands(), template)
  const entry = (which: keyof typeof deeds, text: string) => ({ ...deeds[which], id: which, text })
  const entries = [entry('run', t('templates.run')), entry('edit', t('template.edit')), entry('copy', t('template.copy')), entry('delete', t('templates.delete'))]
  return (
    <span className={styles.actions}>
      <span data-when-wanted className={styles.wanted}>
        <Button size="small" label={deeds.run.text} onPress={deeds.run.run}>
          {t('templates.run')}
        </Button>
        <ButtonLink size="small" to="/templates/$templateName/edit" params={{ templateName: template.name }} aria-label={deeds.edit.text}>
          {t('template.edit')}
        </ButtonLink>
      </span>
      <MoreMenu label={t('template.more', { name: template.name })} entries={entries} />
    </span>
  )
}
