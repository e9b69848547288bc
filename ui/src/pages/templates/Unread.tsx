import { ButtonLink } from '~/kit/ButtonLink'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { t } from '~/messages/t'
import { PageHeader } from '~/shell/PageHeader'
import styles from './TemplateEditor.module.css'

/** In the place of the form, while what it begins with is not there. */
export function Unread({ title, error, onRetry }: { title: string; error: Error | null; onRetry: () => void }) {
  return (
    <>
      <PageHeader title={title}>
        <ButtonLink to="/templates">{t('template.back')}</ButtonLink>
      </PageHeader>
      <div className={styles.page}>{error ? <ErrorPanel error={error} onRetry={onRetry} /> : <Skeleton rows={6} columns={['20%', '60%']} />}</div>
    </>
  )
}
