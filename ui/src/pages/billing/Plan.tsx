import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { keys, meQuery } from '~/api/queries'
import type { BillerStanding, BillingStatus } from '~/api/schema'
import { exact } from '~/format/time'
import { Button } from '~/kit/Button'
import { Section } from '~/kit/Section'
import { type Look, State } from '~/kit/State'
import { Moment } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { Fact } from '~/pages/job/Details'
import { ask } from '~/shell/overlay'
import { openPage } from './checkout'
import { billerName, money, planOf } from './money'
import styles from './BillingPage.module.css'

const looks: Record<string, Look & { word: string }> = {
  none: { tone: 'muted', glyph: 'ring', word: t('billing.is_none') },
  active: { tone: 'good', glyph: 'dot', word: t('billing.is_active') },
  trialing: { tone: 'good', glyph: 'dot', word: t('billing.is_trialing') },
  past_due: { tone: 'notice', glyph: 'ring', word: t('billing.is_past_due') },
  paused: { tone: 'notice', glyph: 'ring', word: t('billing.is_paused') },
  cancelled: { tone: 'muted', glyph: 'cross', word: t('billing.is_cancelled') },
}

const mistrust: Record<string, string> = {
  edited: t('billing.trust_edited'),
  rolled_back: t('billing.trust_rolled_back'),
  no_mark: t('billing.trust_no_mark'),
  expired: t('billing.trust_expired'),
  clock_put_back: t('billing.trust_clock_put_back'),
}

/** Which plan there is, until when it counts, and how it is ended. */
export function Plan({ status }: { status: BillingStatus }) {
  const { tone, glyph, word } = looks[status.status] ?? { tone: 'muted' as const, glyph: 'ring' as const, word: status.status }
  return (
    <Section title={t('billing.plan')}>
      <dl className={styles.facts}>
        <Fact name={t('billing.plan')}>{planOf(status)}</Fact>
        <Fact name={t('billing.because')}>{status.because}</Fact>
        <Fact name={t('billing.subscription')}>
          <State tone={tone} glyph={glyph}>
            {word}
          </State>
          <span className={styles.soft}>{period(status)}</span>
        </Fact>
        {status.trust !== 'ok' && <Fact name={t('billing.trust')}>{mistrust[status.trust] ?? status.trust}</Fact>}
        {status.valid_until && (
          <Fact name={t('billing.valid_until')}>
            {exact(status.valid_until)} <span className={styles.soft}>{t('billing.valid_until_body')}</span>
          </Fact>
        )}
        <Fact name={t('billing.synced')}>{status.last_synced_at ? <Moment at={status.last_synced_at} /> : t('billing.never_synced')}</Fact>
      </dl>
      {status.billers.map((biller) => (
        <Heard key={biller.biller} biller={biller} />
      ))}
      {status.is_observed && <p className={styles.note}>{t('billing.observed', { count: status.would_be_refusals })}</p>}
      {status.subscriptions.length > 0 && <Actions status={status} />}
    </Section>
  )
}

function period({ current_period_end: end, cancel_at_period_end: ends, subscriptions: [first] }: BillingStatus): string {
  const cost = typeof first?.amount === 'number' && first.currency ? money(first.amount, first.currency) : undefined
  const when = end ? t(ends ? 'billing.ends' : 'billing.renews', { when: exact(end) }) : undefined
  return [cost, when].filter(Boolean).join(', ')
}

/** Whatever is wrong between a biller and us. */
function Heard({ biller: { biller, failed_with, endpoint, clock_offset_ms } }: { biller: BillerStanding }) {
  const name = billerName(biller)
  return (
    <>
      {failed_with && <p className={styles.note}>{t('billing.unheard', { biller: name, why: failed_with })}</p>}
      {endpoint === 'disabled' && <p className={styles.note}>{t('billing.endpoint_disabled', { biller: name })}</p>}
      {typeof clock_offset_ms === 'number' && <p className={styles.note}>{t('billing.clock_off', { biller: name, seconds: Math.round(Math.abs(clock_offset_ms) / 1000) })}</p>}
    </>
  )
}

function Actions({ status }: { status: BillingStatus }) {
  const client = useQueryClient()
  const me = useQuery(meQuery).data
  const reason = me && me.role !== 'owner' ? t('billing.owner_only') : undefined
  const end = async (cancelAtPeriodEnd: boolean) => {
    await call('post', '/v1/workers/billing/subscription', { body: { cancelAtPeriodEnd } })
    await client.invalidateQueries({ queryKey: keys.billing })
    toast(cancelAtPeriodEnd ? t('billing.cancelled') : t('billing.resumed'))
  }
  const portal = useMutation({
    mutationFn: () => call('post', '/billing/portal', { body: { returnUrl: null } }),
    onSuccess: ({ url }) => openPage(url),
    onError: (refused) => toast(refused.message, 'danger'),
  })
  const resume = useMutation({ mutationFn: () => end(false), onError: (refused) => toast(refused.message, 'danger') })
  const cancel = () =>
    ask({
      title: t('billing.cancel_title'),
      body: t('billing.cancel_body'),
      confirm: t('billing.cancel_confirm'),
      keep: t('billing.cancel_keep'),
      isDangerous: true,
      onConfirm: () => end(true),
    })
  const isLive = ['active', 'trialing', 'past_due'].includes(status.status)
  return (
    <footer className={styles.foot}>
      {isLive && !status.cancel_at_period_end && (
        <Button disabledReason={reason} onPress={cancel}>
          {t('billing.cancel')}
        </Button>
      )}
      {isLive && status.cancel_at_period_end && (
        <Button disabledReason={reason} isBusy={resume.isPending} onPress={() => resume.mutate()}>
          {t('billing.resume')}
        </Button>
      )}
      <Button disabledReason={reason} isBusy={portal.isPending} onPress={() => portal.mutate()}>
        {t('billing.portal')}
      </Button>
    </footer>
  )
}
