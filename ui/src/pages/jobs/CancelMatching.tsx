import { useRefusal } from '~/api/may'
import { call } from '~/api/call'
import { openStates } from '~/api/can'
import type { JobFilter } from '~/api/job-filter'
import { showFilter } from '~/api/job-query'
import { Button } from '~/kit/Button'
import { Prose } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'

/** Cancels what a filter shows, as far as it has not ended. Without a filter nothing is chosen, and of what shows nothing there is nothing to cancel. */
export function CancelMatching({ filter, found }: { filter: JobFilter; found: number | undefined }) {
  const refusal = useRefusal()
  const query = showFilter(filter)
  const state = openStates.filter((one) => !filter.state || filter.state.includes(one))
  if (query === '' || state.length === 0 || found === 0) return null
  const chosen = { query: showFilter({ ...filter, state }) }
  const press = async () => {
    try {
      const { total } = await call('get', '/v1/jobs', { query: { ...chosen, limit: 1 } })
      if (total === 0) return toast(t('jobs.cancel_none'))
      ask({
        title: t('jobs.cancel_title', { count: total }),
        body: <Prose text={t('jobs.cancel_body', { query })} />,
        confirm: t('jobs.cancel_confirm', { count: total }),
        keep: t('jobs.cancel_keep'),
        isDangerous: true,
        onConfirm: async () => {
          const { cancelled } = await call('post', '/v1/jobs/cancel', { body: chosen })
          toast(t('jobs.cancel_done', { count: cancelled }))
        },
      })
    } catch (error) {
      toast((error as Error).message, 'danger')
    }
  }
  return (
    <Button size="small" look="danger" disabledReason={refusal} onPress={() => void press()}>
      {t('jobs.cancel')}
    </Button>
  )
}
