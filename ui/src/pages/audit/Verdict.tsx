import type { AuditReport } from '~/api/schema'
import { State, type Look } from '~/kit/State'
import { CopyButton } from '~/kit/Text'
import { said } from '~/messages/said'
import { t } from '~/messages/t'
import styles from './AuditPage.module.css'

const looks = {
  proven: { tone: 'good', glyph: 'dot' },
  consistent: { tone: 'notice', glyph: 'ring' },
  unproven: { tone: 'notice', glyph: 'ring' },
  broken: { tone: 'danger', glyph: 'cross' },
} satisfies Record<AuditReport['integrity'] | AuditReport['completeness'], Look>

/** The two questions, each with its own answer and what it stands on. */
export function Verdicts({ report }: { report: AuditReport }) {
  const { integrity, completeness, checkedCount, signer } = report
  return (
    <div className={styles.verdicts} role="status">
      <section className={styles.verdict} aria-label={t('audit.integrity')}>
        <Head title={t('audit.integrity')} verdict={integrity} />
        <p>{t(`audit.integrity_${integrity}`)}</p>
        <p className={styles.soft}>{t('audit.verified', { count: checkedCount })}</p>
        {integrity === 'broken' && <Reason report={report} />}
        {signer && (
          <p className={styles.signer}>
            {t('audit.signer')} <code>{signer}</code>
            <CopyButton text={signer} label={t('audit.copy_signer')} />
          </p>
        )}
      </section>
      <section className={styles.verdict} aria-label={t('audit.completeness')}>
        <Head title={t('audit.completeness')} verdict={completeness} />
        <p>{t(`audit.completeness_${completeness}`)}</p>
        <p className={styles.soft}>{t(`audit.witness_${completeness}`)}</p>
        {completeness === 'broken' && integrity !== 'broken' && <Reason report={report} />}
      </section>
    </div>
  )
}

function Head({ title, verdict }: { title: string; verdict: keyof typeof looks }) {
  return (
    <header className={styles.verdictHead}>
      <h2>{title}</h2>
      <State {...looks[verdict]}>
        <strong>{t(`audit.is_${verdict}`)}</strong>
      </State>
    </header>
  )
}

/** What is wrong, and where it is seen first. */
function Reason({ report: { reason, brokenAtEventId: event } }: { report: AuditReport }) {
  if (!reason) return null
  return <p className={styles.reason}>{event ? t('audit.broken_at', { reason: said(reason.says), event }) : t('audit.broken', { reason: said(reason.says) })}</p>
}
