import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useRefusal } from '~/api/may'
import { retentionQuery } from '~/api/queries'
import type { RetentionRule } from '~/api/schema'
import { Button } from '~/kit/Button'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { CommandLine } from '~/kit/Text'
import { t } from '~/messages/t'
import { EditRetention } from './EditRetention'
import styles from './Retention.module.css'

export function Retention() {
  const { data, error, refetch } = useQuery(retentionQuery)
  const refusal = useRefusal('owner')
  const [isEditing, setEditing] = useState(false)
  const edit = (
    <Button size="small" disabledReason={refusal} onPress={() => setEditing(true)}>
      {t('retention.edit')}
    </Button>
  )
  return (
    <Section title={t('retention.title')} action={edit}>
      <p className={styles.intro}>{t('retention.body')}</p>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={2} columns={['40%']} />}
      {data && (
        <>
          <ol className={styles.rules} aria-label={t('retention.rules')}>
            {data.rules.map((rule, place) => (
              <li key={place}>{sentence(rule)}</li>
            ))}
            {data.rules.length === 0 && <li>{t('retention.everything')}</li>}
            {data.rules.length > 0 && data.rules.every((rule) => rule.label) && <li>{t('retention.others')}</li>}
          </ol>
          <footer className={styles.foot}>
            <CommandLine command={t('retention.command')} />
          </footer>
        </>
      )}
      {isEditing && data && <EditRetention rules={data.rules} onClose={() => setEditing(false)} />}
    </Section>
  )
}

/** A rule in words. */
function sentence({ label, keep_last, keep_days }: RetentionRule): string {
  const about = label ? t('retention.labelled', { label }) : t('retention.all')
  const last = typeof keep_last === 'number' ? [t('retention.last', { count: keep_last })] : []
  const days = typeof keep_days === 'number' ? [t('retention.days', { count: keep_days })] : []
  const kept = [...last, ...days]
  return t('retention.sentence', { about, kept: kept.length > 0 ? kept.join(t('retention.and')) : t('retention.for_ever') })
}
