import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useRefusal } from '~/api/may'
import { retentionQuery } from '~/api/queries'
import { Button } from '~/kit/Button'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { CommandLine } from '~/kit/Text'
import { t } from '~/messages/t'
import { EditRetention } from './EditRetention'
import styles from './Retention.module.css'
import { RetentionRules } from './RetentionRules'

export function Retention() {
  const { data, error, refetch } = useQuery(retentionQuery)
  const refusal = useRefusal('owner')
  const [isEditing, setEditing] = useState(false)
  // Whoever changes rules begins with those that hold now.
  const begin = () => void refetch().then(() => setEditing(true))
  const edit = (
    <Button size="small" disabledReason={refusal} onPress={begin}>
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
          <RetentionRules rules={data.rules} />
          <footer className={styles.foot}>
            <CommandLine command={t('retention.command')} />
          </footer>
        </>
      )}
      {isEditing && data && <EditRetention rules={data.rules} onClose={() => setEditing(false)} />}
    </Section>
  )
}
