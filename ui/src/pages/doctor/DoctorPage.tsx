import { useQuery } from '@tanstack/react-query'
import { doctorQuery } from '~/api/queries'
import type { Check, Verdict } from '~/api/schema'
import { Button } from '~/kit/Button'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { type Look, State, StateGlyph } from '~/kit/State'
import { CommandLine, Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import styles from './DoctorPage.module.css'

const looks = {
  good: { tone: 'good', glyph: 'dot' },
  warning: { tone: 'notice', glyph: 'ring' },
  bad: { tone: 'danger', glyph: 'cross' },
} satisfies Record<Verdict, Look>

const urgency = { bad: 0, warning: 1, good: 2 } satisfies Record<Verdict, number>

/** Each fault, its cause and what to do about it. */
export default function DoctorPage() {
  const { data, error, refetch, isFetching } = useQuery(doctorQuery)
  return (
    <>
      <PageHeader title={t('doctor.title')}>
        <Button look="main" isBusy={isFetching} onPress={() => void refetch()}>
          {isFetching ? t('doctor.checking') : t('doctor.again')}
        </Button>
      </PageHeader>
      <div className={styles.page}>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={6} columns={['120px', '60%']} />}
        {data?.checks.length === 0 && <EmptyState title={t('doctor.empty')} body="" command={t('doctor.command')} />}
        {data && data.checks.length > 0 && <Findings checks={data.checks.filter((check) => !isSetting(check))} />}
        {data?.checks.some(isSetting) && <Settings checks={data.checks.filter(isSetting)} />}
      </div>
    </>
  )
}

const SETTING = 'setting '
/** A setting that is in order is no finding; one that is not belongs to the findings. */
const isSetting = (check: Check): boolean => check.name.startsWith(SETTING) && check.verdict === 'good'

/** Every setting in effect, and where it comes from. */
function Settings({ checks }: { checks: Check[] }) {
  return (
    <section className={styles.card} aria-label={t('doctor.settings')}>
      <h2 className={styles.head}>{t('doctor.settings')}</h2>
      <dl>
        {checks.map(({ name, finding }) => (
          <div key={name} className={styles.setting}>
            <dt>
              <code>{name.slice(SETTING.length)}</code>
            </dt>
            <dd>
              <Prose text={finding} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Findings({ checks }: { checks: Check[] }) {
  const sorted = checks.toSorted((a, b) => urgency[a.verdict] - urgency[b.verdict])
  const wanting = checks.filter((check) => check.verdict !== 'good').length
  return (
    <section className={styles.card} aria-label={t('doctor.title')}>
      <h2 className={styles.head}>
        {wanting === 0 ? t('doctor.all_good', { count: checks.length }) : t('doctor.some_bad', { count: wanting })}
        <CommandLine command={t('doctor.command')} />
      </h2>
      <ul>
        {sorted.map((check) => (
          <li key={`${check.name} ${check.finding}`} className={styles.check}>
            <State {...looks[check.verdict]}>{t(`doctor.${check.verdict}`)}</State>
            <code className={styles.name}>{check.name}</code>
            <div className={styles.finding}>
              <p>
                <Prose text={check.finding} />
              </p>
              {check.hint && (
                <p className={styles.hint}>
                  <StateGlyph tone="muted" glyph="ring" />
                  <span>
                    <Prose text={check.hint} />
                  </span>
                </p>
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
