import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '~/api/call'
import { workersQuery } from '~/api/queries'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { Select } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { Prose } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { applyWorkers } from '~/live/cache'
import { t } from '~/messages/t'
import type { Labels } from '~/pages/workers/given'
import { labelWords } from './RemedyButton'

/** Says of a worker that it has what a job asks for. */
export function LabelWorker({ labels, workers: names, onClose }: { labels: Labels; workers: string[]; onClose: () => void }) {
  const client = useQueryClient()
  const workers = useQuery(workersQuery).data?.items.filter(({ name }) => names.includes(name)) ?? []
  const [chosen, choose] = useState<string>()
  const worker = workers.find(({ id }) => id === chosen) ?? workers[0]
  const words = labelWords(labels)
  const give = useMutation({
    mutationFn: (id: string) => call('patch', '/v1/workers/{id}', { path: { id }, body: { labels } }),
    onSuccess: (changed) => {
      applyWorkers(client, [changed])
      toast(t('need.labelled', { labels: words, worker: changed.name }))
      onClose()
    },
  })
  return (
    <Dialog title={t('need.label_title', { labels: words })} onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), worker && give.mutate(worker.id))}>
        <DialogBody>
          <p>
            <Prose text={t('need.label_body', { labels: words })} />
          </p>
          {worker && <Select label={t('jobs.column_worker')} choices={workers.map(({ id, name }) => ({ id, label: name }))} value={worker.id} onChange={choose} />}
          {give.error && <ErrorPanel error={give.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" autoFocus isBusy={give.isPending} disabledReason={worker ? undefined : t('need.label_nobody')}>
            {t('need.label_confirm')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
