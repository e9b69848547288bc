import { useQuery } from '@tanstack/react-query'
import { meQuery } from '~/api/queries'
import type { Overview } from '~/api/schema'
import { Button } from '~/kit/Button'
import { EmptyState } from '~/kit/Panel'
import { t } from '~/messages/t'
import { openRunJob } from '~/shell/overlay'
import card from './OverviewPage.module.css'

/** The first minute: the coordinator runs, nothing has been run. */
export function FirstRun({ overview }: { overview: Overview }) {
  const machine = useQuery(meQuery).data?.coordinator.machine
  const isReady = overview.workers.online > 0 && machine
  return (
    <section className={card.card}>
      <EmptyState
        title={t('first.title')}
        body={isReady ? t('first.ready', { machine }) : t('first.no_worker')}
        action={
          <Button look="main" onPress={() => openRunJob({ command: 'echo hello' })}>
            {t('jobs.run')}
          </Button>
        }
        command={t('run.command_line', { command: 'echo hello' })}
      />
    </section>
  )
}
