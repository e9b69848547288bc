import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '~/api/call'
import { keys } from '~/api/queries'
import type { RetentionRule } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { Preview } from './Retention'
import styles from './Retention.module.css'
import { type Draft, asDraft, asRule, emptyDraft, isComplete, isCount } from './retention'

const MOST_RULES = 32

export function EditRetention({ rules, onClose }: { rules: RetentionRule[]; onClose: () => void }) {
  const client = useQueryClient()
  const [drafts, setDrafts] = useState(() => (rules.length > 0 ? rules.map(asDraft) : [emptyDraft()]))
  const save = useMutation({
    mutationFn: (sent: RetentionRule[]) => call('put', '/v1/retention', { body: { rules: sent } }),
    onSuccess: async (kept) => {
      client.setQueryData(keys.retention, kept)
      toast(t('retention.done'))
      onClose()
    },
  })
  const change = (id: number, part: Partial<Draft>) => setDrafts((all) => all.map((draft) => (draft.id === id ? { ...draft, ...part } : draft)))
  const wanted = drafts.map(asRule)
  const canSave = drafts.every(isComplete)
  return (
    <Dialog title={t('retention.edit_title')} width="wide" onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), canSave && save.mutate(wanted))}>
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
          {canSave && <Preview rules={wanted} />}
          {save.error && <ErrorPanel error={save.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={save.isPending} disabledReason={canSave ? undefined : t('retention.no_count')}>
            {t('retention.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

type RuleProps = { draft: Draft; place: number; onChange: (part: Partial<Draft>) => void; onRemove: () => void }

const error = (text: string) => (isCount(text) ? undefined : t('retention.no_count'))

function Rule({ draft, place, onChange, onRemove }: RuleProps) {
  const set = (field: 'label' | 'last' | 'days') => (value: string) => onChange({ [field]: value })
  return (
    <fieldset className={styles.rule} aria-label={t('retention.rule', { place })}>
      <TextField label={t('retention.label')} placeholder={t('retention.label_placeholder')} value={draft.label} onChange={set('label')} isMono />
      <TextField label={t('retention.keep_last')} placeholder={t('retention.no_limit')} value={draft.last} onChange={set('last')} error={error(draft.last)} />
      <TextField label={t('retention.keep_days')} placeholder={t('retention.no_limit')} value={draft.days} onChange={set('days')} error={error(draft.days)} />
      <Button onPress={onRemove} label={t('retention.remove_rule', { place })}>
        {t('retention.remove')}
      </Button>
    </fieldset>
  )
}
