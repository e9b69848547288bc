import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Button as AriaButton, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { call } from '~/api/call'
import { useRefusal } from '~/api/may'
import { doctorQuery } from '~/api/queries'
import type { Check, Verdict } from '~/api/schema'
import { useForm } from '~/hands/wanted'
import { Button } from '~/kit/Button'
import { RightIcon } from '~/kit/icons'
import { EmptyState, ErrorPanel, Skeleton } from '~/kit/Panel'
import { type Look, State, StateGlyph } from '~/kit/State'
import { CommandLine, Prose } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import { PageHeader } from '~/shell/PageHeader'
import { Bundle } from './Bundle'
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
  const [isGathering, setGathering] = useForm('bundle')
  const refusal = useRefusal('owner')
  return (
    <>
      <PageHeader title={t('doctor.title')}>
        <Button disabledReason={refusal} onPress={() => setGathering(true)}>
          {t('bundle.open')}
        </Button>
        <Button look="main" isBusy={isFetching} onPress={() => void refetch()}>
          {isFetching ? t('doctor.checking') : t('doctor.again')}
        </Button>
      </PageHeader>
      <div className={styles.page}>
        {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton rows={6} columns={['120px', '60%']} />}
        {data?.checks.length === 0 && <EmptyState title={t('doctor.empty')} body="" command={t('doctor.command')} />}
        {data && data.checks.length > 0 && <Report checks={data.checks} />}
      </div>
      {isGathering && <Bundle onClose={() => setGathering(false)} />}
    </>
  )
}

const SETTING = 'setting '
/** Those that hold, and those that are set and not read. */
const isSetting = ({ name }: Check): boolean => name.startsWith(SETTING) || name.startsWith('variable ')

/** Checks that were not good once stay in sight, so that whoever has mended one sees that. */
function useWanting(checks: Check[]): Set<string> {
  const [names, setNames] = useState(new Set<string>())
  const more = checks.filter(({ verdict, name }) => verdict !== 'good' && !names.has(name)).map(({ name }) => name)
  if (more.length > 0) setNames(new Set([...names, ...more]))
  return names
}

/** What is good is counted, and shown on request. */
function Good({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Disclosure className={styles.card}>
      <Heading level={2} className={styles.good}>
        <AriaButton slot="trigger" className={styles.trigger}>
          <RightIcon />
          <StateGlyph {...looks.good} />
          {title}
        </AriaButton>
      </Heading>
      <DisclosurePanel className={styles.panel}>{children}</DisclosurePanel>
    </Disclosure>
  )
}

/** Every setting in effect, and where it comes from. */
function Settings({ checks }: { checks: Check[] }) {
  return (
    <dl aria-label={t('doctor.settings')}>
      {checks.map(({ name, finding }) => (
        <div key={name} className={styles.setting}>
          <dt>
            <code>{name.startsWith(SETTING) ? name.slice(SETTING.length) : name}</code>
          </dt>
          <dd>
            <Prose text={finding} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** What was found of this name is replaced by what is found now; the others stay. */
function useReplace() {
  const client = useQueryClient()
  return (name: string, found: Check[]) =>
    client.setQueryData(doctorQuery.queryKey, (report) => {
      if (!report) return report
      const at = report.checks.findIndex((check) => check.name === name)
      const others = report.checks.filter((check) => check.name !== name)
      return { checks: at < 0 ? report.checks : others.toSpliced(at, 0, ...found) }
    })
}

/** To check one thing again, and to mend it where the coordinator can. */
function Hands({ check: { name, fix } }: { check: Check }) {
  const replace = useReplace()
  const refusal = useRefusal('owner')
  const again = useMutation({
    mutationFn: () => call('get', '/v1/doctor', { query: { only: name } }),
    onSuccess: ({ checks }) => replace(name, checks),
    onError: (error) => toast(error.message, 'danger'),
  })
  const mend = () =>
    fix &&
    ask({
      title: t('doctor.fix_title', { name }),
      body: <Prose text={fix.does} />,
      confirm: t('doctor.fix_confirm'),
      onConfirm: async () => {
        const { said, checks } = await call('post', '/v1/doctor/fix', { body: { check: name, fix: fix.kind } })
        replace(name, checks)
        toast(t('doctor.fixed', { name, said }))
      },
    })
  return (
    <span className={styles.hands}>
      {fix && (
        <Button size="small" label={t('doctor.fix_label', { name })} disabledReason={refusal} onPress={mend}>
          {t('doctor.fix')}
        </Button>
      )}
      <Button size="small" look="quiet" label={t('doctor.again_one', { name })} isBusy={again.isPending} onPress={() => again.mutate()}>
        {again.isPending ? t('doctor.checking') : t('doctor.again')}
      </Button>
    </span>
  )
}

/** What is bad first, then warnings, then how much is good. */
function Report({ checks }: { checks: Check[] }) {
  const names = useWanting(checks)
  const wanting = checks.filter((check) => check.verdict !== 'good' || names.has(check.name))
  const good = checks.filter((check) => !wanting.includes(check))
  const [settings, others] = [good.filter(isSetting), good.filter((check) => !isSetting(check))]
  return (
    <>
      <Findings checks={wanting} all={checks.length} />
      {others.length > 0 && (
        <Good title={t('doctor.good_checks', { count: others.length })}>
          <Rows checks={others} />
        </Good>
      )}
      {settings.length > 0 && (
        <Good title={t('doctor.good_settings', { count: settings.length })}>
          <Settings checks={settings} />
        </Good>
      )}
    </>
  )
}

function Findings({ checks, all }: { checks: Check[]; all: number }) {
  const wanting = checks.filter((check) => check.verdict !== 'good').length
  return (
    <section className={styles.card} aria-label={t('doctor.title')}>
      <h2 className={styles.head}>
        {wanting === 0 ? t('doctor.all_good', { count: all }) : t('doctor.some_bad', { count: wanting })}
        <CommandLine command={t('doctor.command')} />
      </h2>
      {checks.length > 0 && <Rows checks={checks.toSorted((a, b) => urgency[a.verdict] - urgency[b.verdict])} />}
    </section>
  )
}

function Rows({ checks }: { checks: Check[] }) {
  return (
    <ul>
      {checks.map((check) => (
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
          <Hands check={check} />
        </li>
      ))}
    </ul>
  )
}
