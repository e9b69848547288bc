import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { call } from '~/api/call'
import { keys, retentionPreviewQuery } from '~/api/queries'
import type { Retention, RetentionRule } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { NotKept } from './NotKept'
import styles from './Retention.module.css'
import { type Draft, asDraft, asRule, emptyDraft, isComplete, isCount, isDays, isLabel } from './retention'
import { RetentionRules } from './RetentionRules'
import { useKeepRules } from './rules'

const MOST_RULES = 32
const TYPING_MS = 300

export function EditRetention({ rules, onClose }: { rules: RetentionRule[]; onClose: () => void }) {
  const [drafts, setDrafts] = useState(() => (rules.length > 0 ? rules.map(asDraft) : [emptyDraft()]))
  const { save, over } = useKeepRules<Retention>({
    queryKey: keys.retention,
    opened: { rules },
    read: () => call('get', '/v1/retention', {}),
    put: (body) => call('put', '/v1/retention', { body }),
    onKept: () => {
      toast(t('retention.done'))
      onClose()
    },
  })
  const change = (id: number, part: Partial<Draft>) => setDrafts((all) => all.map((draft) => (draft.id === id ? { ...draft, ...part } : draft)))
  const wanted = drafts.map(asRule)
  const isSound = drafts.every(isComplete)
  const settled = useSettled(wanted)
  const preview = useQuery({ ...retentionPreviewQuery(settled), enabled: isSound })
  const isCounted = JSON.stringify(settled) === JSON.stringify(wanted) && !preview.isFetching && preview.data !== undefined
  const going = preview.data?.jobs ?? 0
  const obstacle = isSound ? (isCounted ? undefined : t('retention.counting')) : t('retention.unsound')
  return (
    <Dialog title={t('retention.edit_title')} width="wide" onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), obstacle === undefined && save.mutate({ rules: wanted }))}>
        <DialogBody>
          <p>{t('retention.edit_body')}</p>
          {drafts.map((draft, place) => (
            <Rule
              key={draft.id}
              draft={draft}
              place={place + 1}
              onChange={(part) => change(draft.id, part)}
              onRemove={() => setDrafts((all) => all.filter((other) => other.id !== draft.id))}
            />
          ))}
          <div>
            <Button size="small" disabledReason={drafts.length >= MOST_RULES ? t('retention.most') : undefined} onPress={() => setDrafts((all) => [...all, emptyDraft()])}>
              {t('retention.add')}
            </Button>
          </div>
          {isSound && (
            <p className={styles.preview} aria-live="polite">
              {isCounted ? t(going > 0 ? 'retention.preview' : 'retention.preview_none', { count: going }) : t('retention.counting')}
            </p>
          )}
          {preview.error && <ErrorPanel error={preview.error} onRetry={() => void preview.refetch()} />}
          {save.error && (
            <NotKept error={save.error}>
              <RetentionRules rules={over.rules} />
            </NotKept>
          )}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look={going > 0 ? 'danger-main' : 'main'} type="submit" isBusy={save.isPending} disabledReason={obstacle}>
            {going > 0 && isCounted ? t('retention.save_and_remove', { count: going }) : t('retention.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

/** The same once nobody has typed for a moment: each count looks at every job. */
function useSettled(rules: RetentionRule[]): RetentionRule[] {
  const text = JSON.stringify(rules)
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_MS)
    return () => clearTimeout(timer)
  }, [text])
  return JSON.parse(settled) as RetentionRule[]
}

type RuleProps = { draft: Draft; place: number; onChange: (part: Partial<Draft>) => void; onRemove: () => void }

const wrongCount = (text: string) => (isCount(text) ? undefined : t('retention.no_count'))
const wrongDays = (text: string) => (isDays(text) ? undefined : t('retention.no_days'))
const wrongLabel = (text: string) => (isLabel(text) ? undefined : t('retention.no_label'))

function Rule({ draft, place, onChange, onRemove }: RuleProps) {
  const set = (field: 'label' | 'last' | 'days') => (value: string) => onChange({ [field]: value })
  return (
    <fieldset className={styles.rule} aria-label={t('retention.rule', { place })}>
      <TextField label={t('retention.label')} placeholder={t('retention.label_placeholder')} value={draft.label} onChange={set('label')} error={wrongLabel(draft.label)} isMono />
      <TextField label={t('retention.keep_last')} placeholder={t('retention.no_limit')} value={draft.last} onChange={set('last')} error={wrongCount(draft.last)} />
      <TextField label={t('retention.keep_days')} placeholder={t('retention.no_limit')} value={draft.days} onChange={set('days')} error={wrongDays(draft.days)} />
      <Button onPress={onRemove} label={t('retention.remove_rule', { place })}>
        {t('retention.remove')}
      </Button>
    </fieldset>
  )
}
