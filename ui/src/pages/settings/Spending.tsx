import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { cloudRulesQuery, spendQuery } from '~/api/queries'
import type { CloudRules, Spend } from '~/api/schema'
import { microDollars as dollars } from '~/format/money'
import { StopEverythingButton } from '~/hands/openers'
import { Button } from '~/kit/Button'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { CommandLine } from '~/kit/Text'
import { t } from '~/messages/t'
import { Fact } from '~/pages/job/Details'
import { EditSpending } from './EditSpending'
import styles from './Providers.module.css'
import { useOwnersOnly } from './Providers'
import { spendingWords } from './spending-words'
import tokens from './Tokens.module.css'

export function Spending() {
  const spend = useQuery(spendQuery)
  const rules = useQuery(cloudRulesQuery)
  const ownersOnly = useOwnersOnly()
  const [isEditing, setEditing] = useState(false)
  const error = spend.error ?? rules.error
  // Whoever changes rules begins with those that hold now.
  const begin = () => void rules.refetch().then(() => setEditing(true))
  const actions = (
    <span className={styles.actions}>
      <Button size="small" disabledReason={ownersOnly} onPress={begin}>
        {t('spending.change')}
      </Button>
      <StopEverythingButton size="small" />
    </span>
  )
  return (
    <Section title={t('spending.title')} action={actions}>
      <p className={tokens.intro}>{t('spending.body')}</p>
      {error && <ErrorPanel error={error} isStale={spend.data !== undefined} onRetry={() => void Promise.all([spend.refetch(), rules.refetch()])} />}
      {!error && !(spend.data && rules.data) && <Skeleton rows={4} columns={['20%', '40%']} height={174} />}
      {spend.data && rules.data && <Facts spend={spend.data} rules={rules.data} />}
      <footer className={tokens.foot}>
        <CommandLine command={t('spending.command')} />
      </footer>
      {isEditing && rules.data && <EditSpending rules={rules.data} onClose={() => setEditing(false)} />}
    </Section>
  )
}

function now({ running, per_hour, per_day, per_month }: Spend): string {
  if (running.length === 0) return t('spending.nothing')
  return t('spending.runs', { count: running.length, hour: dollars(per_hour), day: dollars(per_day), month: dollars(per_month) })
}

function Facts({ spend, rules }: { spend: Spend; rules: CloudRules }) {
  const said = spendingWords(rules)
  const { installation_ceiling_per_hour: everybodys, reminder, unpriced } = spend
  return (
    <dl className={styles.facts}>
      <Fact name={t('spending.now')}>
        {now(spend)}
        {unpriced > 0 && ` · ${t('spending.unpriced', { count: unpriced })}`}
      </Fact>
      <Fact name={t('spending.ceiling')}>
        {said.ceiling}
        {typeof everybodys === 'number' && ` · ${t('spending.installation_ceiling', { dollars: dollars(everybodys) })}`}
      </Fact>
      <Fact name={t('spending.idle')}>{said.idle}</Fact>
      <Fact name={t('spending.stopped')}>{said.stopped}</Fact>
      <Fact name={t('spending.reminder')}>
        {said.reminder}
        {rules.remind && reminder && ` · ${t('spending.reminded', { day: reminder.day, count: reminder.running, dollars: dollars(reminder.per_day) })}`}
      </Fact>
    </dl>
  )
}
