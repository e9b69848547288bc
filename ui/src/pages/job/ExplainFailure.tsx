import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { aiQuery, keys } from '~/api/queries'
import type { Job } from '~/api/schema'
import { Button } from '~/kit/Button'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import styles from './ExplainFailure.module.css'

const FAILED = new Set(['failed', 'timed_out', 'quarantined'])

/** An array has no log of its own. */
export const explainable = (job: Job): boolean => FAILED.has(job.state) && !job.array

/** A model's word on why a job failed, where one is set up and an owner has agreed. */
export function ExplainFailure({ job }: { job: Job }) {
  const client = useQueryClient()
  const standing = useQuery(aiQuery).data
  const [mayAsk, mayAgree] = [useRefusal(), useRefusal('owner')]
  const explain = useMutation({ mutationFn: () => call('post', '/v1/jobs/{id}/explain-failure', { path: { id: job.id } }) })
  if (!standing?.provider) return null
  const { provider, host, is_allowed } = standing
  const agree = () =>
    ask({
      title: t('ai.consent_title', { provider }),
      body: t('ai.consent_body', { host: host ?? provider }),
      confirm: t('ai.consent_confirm'),
      onConfirm: async () => {
        client.setQueryData(keys.ai, await call('put', '/v1/ai', { body: { is_allowed: true, provider } }))
        explain.mutate()
      },
    })
  const reason = mayAsk ?? (!is_allowed && mayAgree ? t('ai.needs_owner') : undefined)
  return (
    <section className={styles.explain} aria-label={t('ai.label')}>
      {explain.data && (
        <>
          <p className={styles.text}>{explain.data.text}</p>
          <p className={styles.mark}>{t('ai.mark', { provider: explain.data.provider, model: explain.data.model })}</p>
        </>
      )}
      {explain.error && <p role="alert">{t('ai.failed', { why: explain.error.message })}</p>}
      <Button size="small" disabledReason={reason} isBusy={explain.isPending} onPress={is_allowed ? () => explain.mutate() : agree}>
        {explain.data ? t('ai.again') : t('ai.explain')}
      </Button>
    </section>
  )
}
