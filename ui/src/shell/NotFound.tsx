import { Link, useRouterState } from '@tanstack/react-router'
import { EmptyState } from '~/kit/Panel'
import { t } from '~/messages/t'
import { PageHeader } from './PageHeader'

export function NotFound() {
  const path = useRouterState({ select: (state) => state.location.pathname })
  return (
    <>
      <PageHeader title={t('not_found.title')} />
      <EmptyState title={t('not_found.title')} body={t('not_found.body', { path })} action={<Link to="/">{t('not_found.action')}</Link>} />
    </>
  )
}
