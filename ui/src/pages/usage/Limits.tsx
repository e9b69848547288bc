// How near limits are, where they lead at this pace, and what was noticed.

import { useQuery } from '@tanstack/react-query'
import { billingQuery } from '~/api/queries'
import type { UsageLimit, UsageNotice, UsageOverview } from '~/api/schema'
import { number } from '~/format/number'
import { clock, date } from '~/format/time'
import { Bar, limitLook } from '~/kit/Meter'
import { Section } from '~/kit/Section'
import { State } from '~/kit/State'
import { Moment } from '~/kit/Text'
import { said } from '~/messages/said'
import { t } from '~/messages/t'
import { boughtOf, planName, thingName } from '~/pages/billing/money'
import { type PlanLimit, planLimits } from './plan'
import styles from './UsagePage.module.css'

export function Limits({ overview }: { overview: UsageOverview }) {
  const { plan, enforcement, limits } = overview
  const billing = useQuery(billingQuery)
  // Until it is known what was bought, the plan is not named.
  const name = billing.data && (boughtOf(billing.data)?.name ?? planName(plan))
  return (
    <Section title={name ? t('usage.limits', { plan: name }) : t('usage.limits_any')}>
      <p className={styles.note}>{t(`usage.enforced_${enforcement}`)}</p>
      <ul className={styles.limits}>
        {limits.map((limit) => (
          <li key={limit.limited}>
            <Limit limit={limit} isObserved={enforcement === 'observe'} />
          </li>
        ))}
        {planLimits(billing.data).map((limit) => (
          <li key={limit.thing}>
            <OfPlan limit={limit} isObserved={billing.data?.is_observed === true} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Limit({ limit, isObserved }: { limit: UsageLimit; isObserved: boolean }) {
  const { limited, most, refused_today } = limit
  const used = number(limit.used)
  const share = most ? limit.used / most : 0
  const words = typeof most === 'number' ? t('usage.of_most', { used, most: number(most) }) : t('usage.of_any', { used })
  const name = t(`usage.limit_${limited}`)
  return (
    <>
      <header className={styles.limit}>
        <strong>{name}</strong>
        <span>{words}</span>
      </header>
      {typeof most === 'number' && <Bar taken={limit.used} total={most} label={`${name}: ${words}`} tone={limitLook(share).tone} />}
      <p className={styles.note}>{outlook(limit, share)}</p>
      {refused_today > 0 && <p className={styles.note}>{t(isObserved ? 'usage.would_be_refused' : 'usage.refused', { count: refused_today })}</p>}
    </>
  )
}

/** What the plan allows to be made, which is kept to whatever becomes of the metered limits. To have all of it is no fault. */
function OfPlan({ limit: { thing, held, limit }, isObserved }: { limit: PlanLimit; isObserved: boolean }) {
  const used = held ?? 0
  const words = t('usage.of_most', { used: number(used), most: number(limit) })
  return (
    <>
      <header className={styles.limit}>
        <strong>{thingName(thing)}</strong>
        <span>{words}</span>
      </header>
      {limit > 0 && <Bar taken={used} total={limit} label={`${thingName(thing)}: ${words}`} />}
      <p className={styles.note}>{t(isObserved ? 'usage.plan_observes' : 'usage.plan_refuses')}</p>
    </>
  )
}

function outlook({ frees, reached_at, forecast }: UsageLimit, share: number): string {
  if (share >= 1) return t('usage.reached', { frees: said(frees) })
  if (reached_at) return t('usage.reached_at', { time: clock(reached_at) })
  if (forecast) return t('usage.forecast', { amount: forecast })
  return ''
}

export function Notices({ notices }: { notices: UsageNotice[] }) {
  if (notices.length === 0) return null
  return (
    <Section title={t('usage.notices')}>
      <ul className={styles.notices}>
        {notices.map((notice) => (
          <li key={`${notice.limited} ${notice.period} ${notice.percent}`}>
            <State isSentence tone={notice.percent >= 100 ? 'danger' : 'notice'} glyph={notice.percent >= 100 ? 'cross' : 'halo'}>
              {told(notice)}
            </State>{' '}
            <Moment at={notice.at} />
          </li>
        ))}
      </ul>
    </Section>
  )
}

function told({ limited, percent, used, most, period, forecast }: UsageNotice): string {
  const words = { percent, used, most }
  if (limited === 'agents') return t('usage.notice_agents', words)
  const calls = t('usage.notice_api_calls', { ...words, day: date(period) })
  return typeof forecast === 'number' ? `${calls}; ${t('usage.notice_forecast', { amount: forecast })}` : calls
}
