import type { Problem } from '~/api/schema'
import { t } from '~/messages/t'
import { SearchBox } from '~/shell/SearchBox'

type Props = { query: string; total: number | undefined; refusal: Problem | undefined; onChange: (query: string) => void }

/** Which workers are listed: `state:asleep label:gpu`, or a text. The coordinator says what is wrong with it. */
export function WorkerSearch({ query, total, refusal, onChange }: Props) {
  return (
    <SearchBox
      label={t('workers.query')}
      placeholder={t('workers.query_placeholder')}
      clear={t('workers.clear_query')}
      value={query}
      total={total}
      count={total === undefined ? undefined : t('workers.count', { count: total })}
      isWrong={refusal !== undefined}
      refusal={refusal}
      onChange={onChange}
    />
  )
}
