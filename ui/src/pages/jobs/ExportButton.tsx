import { useMutation } from '@tanstack/react-query'
import { download } from '~/api/call'
import type { JobFilter } from '~/api/job-filter'
import { showFilter } from '~/api/job-query'
import { Button } from '~/kit/Button'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'

/** More than these are better written by the command line, which holds none of them in memory. */
const MOST_JOBS = 50_000

/** The jobs of the list and their attempts as a file, a line of JSON each. */
export function ExportButton({ filter, total }: { filter: JobFilter; total: number | undefined }) {
  const fetched = useMutation({
    mutationFn: () => download('/v1/jobs/export', {}, { query: showFilter(filter) }, 'jobs.ndjson'),
    onError: (error) => toast(error.message, 'danger'),
  })
  const isTooMuch = total !== undefined && total > MOST_JOBS
  return (
    <Button size="small" look="quiet" isBusy={fetched.isPending} disabledReason={isTooMuch ? t('export.too_many') : undefined} onPress={() => fetched.mutate()}>
      {t('export.button')}
    </Button>
  )
}
