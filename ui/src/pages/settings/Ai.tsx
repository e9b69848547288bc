import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { aiQuery, keys } from '~/api/queries'
import type { AiStanding } from '~/api/schema'
import { Button } from '~/kit/Button'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { CommandLine } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import styles from './Tokens.module.css'

/** Whether a model may be shown what failed jobs wrote, and the way back. */
export function Ai() {
  const client = useQueryClient()
  const refusal = useRefusal('owner')
  const { data, error, refetch } = useQuery(aiQuery)
  const forbid = useMutation({
    mutationFn: () => call('put', '/v1/ai', { body: { is_allowed: false } }),
    onSuccess: (standing) => {
      client.setQueryData(keys.ai, standing)
      toast(t('ai.forbid_done'))
    },
    onError: (failed) => toast(failed.message, 'danger'),
  })
  const action = data?.is_allowed && (
    <Button size="small" disabledReason={refusal} isBusy={forbid.isPending} onPress={() => forbid.mutate()}>
      {t('ai.forbid')}
    </Button>
  )
  return (
    <Section title={t('ai.title')} {...(action ? { action } : {})}>
      <p className={styles.intro}>{t('ai.body')}</p>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={1} columns={['40%']} />}
      {data && <p className={styles.intro}>{sentence(data)}</p>}
      <footer className={styles.foot}>
        <CommandLine command={t('ai.command')} />
      </footer>
    </Section>
  )
}

function sentence({ provider, model, host, is_allowed }: AiStanding): string {
  if (!provider) return t('ai.none')
  const what = { provider, model: model ?? '', host: host ?? '' }
  return is_allowed ? t('ai.allowed', what) : t('ai.forbidden', what)
}
