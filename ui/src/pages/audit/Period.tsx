import { Link } from '@tanstack/react-router'
import { between, readAsked, spans } from '~/api/audit-query'
import { t } from '~/messages/t'
import filters from '~/pages/jobs/Filters.module.css'
import styles from './AuditPage.module.css'

const period = { '24h': 'audit.span_day', '7d': 'audit.span_week', '30d': 'audit.span_month', today: 'audit.span_today' } as const

/** When: spans that are asked for most, and dates. All of them stand in the query. */
export function Period({ query, onChange }: { query: string; onChange: (query: string) => void }) {
  const { from = '', to = '' } = readAsked(query).pairs
  return (
    <div className={styles.period}>
      <nav className={filters.filters} aria-label={t('audit.spans')}>
        {['', ...spans].map((span) => {
          const next = between(query, { from: span, to: '' })
          return (
            <Link
              key={span || 'all'}
              to="/audit"
              search={next ? { query: next } : {}}
              className={filters.filter}
              activeProps={{ 'aria-current': undefined }}
              data-current={(from === span && to === '') || undefined}
            >
              {t(span === '' ? 'audit.span_all' : period[span as keyof typeof period])}
            </Link>
          )
        })}
      </nav>
      <Day label={t('audit.from')} value={from} onChange={(day) => onChange(between(query, { from: day }))} />
      <Day label={t('audit.to')} value={to} onChange={(day) => onChange(between(query, { to: day }))} />
    </div>
  )
}

function Day({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  return (
    <label className={styles.day}>
      {label}
      <input type="date" value={/^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] ?? ''} onChange={(event) => onChange(event.target.value)} />
    </label>
  )
}
