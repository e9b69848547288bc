import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { jobQuery, templateQuery } from '~/api/queries'
import { t } from '~/messages/t'
import { draftOf, draftOfJob, emptyDraft } from './draft'
import { TemplateEditor } from './TemplateEditor'
import { Unread } from './Unread'

/** A new one: empty, a copy of another, or what a job did. */
export default function NewTemplatePage() {
  const { copy, job } = useSearch({ from: '/templates/new' })
  if (copy) return <Copy key={copy} name={copy} />
  if (job) return <FromJob key={job} id={job} />
  return <TemplateEditor key="empty" title={t('template.new')} opened={emptyDraft()} />
}

function Copy({ name }: { name: string }) {
  const { data, error, refetch } = useQuery({ ...templateQuery(name), staleTime: 0 })
  if (!data) return <Unread title={t('template.new')} error={error} onRetry={() => void refetch()} />
  // Secret values are told to nobody, so a copy has none.
  const isCopyWithout = (data.job.secret_env ?? []).length > 0
  return <TemplateEditor title={t('template.copy_title', { name })} opened={{ ...draftOf(withoutSecrets(data)), name: '' }} from={withoutSecrets(data)} notice={isCopyWithout ? t('template.copy_without_secrets') : undefined} />
}

function withoutSecrets<T extends { job: { env?: Record<string, string>; secret_env?: string[] } }>(template: T): T {
  const { env = {}, secret_env: secret = [], ...job } = template.job
  return { ...template, job: { ...job, env: Object.fromEntries(Object.entries(env).filter(([name]) => !secret.includes(name))) } }
}

function FromJob({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(jobQuery(id))
  if (!data) return <Unread title={t('template.new')} error={error} onRetry={() => void refetch()} />
  return <TemplateEditor title={t('template.job_title', { job: id })} opened={draftOfJob(data)} notice={t('template.job_notice')} />
}
