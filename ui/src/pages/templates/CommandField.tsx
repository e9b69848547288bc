import { useState } from 'react'
import { Button } from '~/kit/Button'
import { Segments, TextField } from '~/kit/Field'
import { t } from '~/messages/t'
import { type Draft, mayHaveMore } from './draft'
import { type Manner, type Marked, plain, turned, withParameter } from './line'
import { kindOf, nameFor, newRow } from './parameter'
import styles from './TemplateEditor.module.css'

type Props = { draft: Draft; error: string | undefined; nextId: () => number; onChange: (draft: Draft) => void }

/** The command, parts of which can be marked and turned into parameters. */
export function CommandField({ draft, error, nextId, onChange }: Props) {
  const { command } = draft.job
  const [marked, setMarked] = useState<Marked>()
  const set = (text: string) => onChange({ ...draft, job: { ...draft.job, command: text } })
  const turn = (manner: Manner) => manner !== draft.manner && onChange({ ...draft, manner, job: { ...draft.job, command: turned(command, manner) } })
  const part = marked && plain(command, marked, draft.manner)
  const becomeParameter = () => {
    if (!marked || part === undefined) return
    const name = nameFor(part, draft.rows.map((row) => row.name))
    // With what stood there as its default, the template does what the command did.
    const row = { ...newRow(nextId(), name), kind: kindOf(part), isRequired: false, ifUnsaid: part }
    onChange({ ...draft, rows: [...draft.rows, row], job: { ...draft.job, command: withParameter(command, marked, draft.manner, name) } })
    setMarked(undefined)
  }
  const look = (field: EventTarget) => {
    if (field instanceof HTMLTextAreaElement) setMarked({ from: field.selectionStart, to: field.selectionEnd })
  }
  return (
    <>
      <Segments
        label={t('template.manner')}
        value={draft.manner}
        onChange={turn}
        hint={draft.manner === 'line' ? t('template.line_hint') : t('template.words_hint')}
        choices={[
          { id: 'line', label: t('template.line') },
          { id: 'words', label: t('template.words') },
        ]}
      />
      <div className={styles.command} onSelect={(event) => look(event.target)}>
        <TextField label={t('run.command')} value={command} onChange={set} error={error} placeholder={t('run.command_placeholder')} rows={4} isMono />
      </div>
      <div>
        <Button size="small" disabledReason={obstacle(draft, marked, part)} onPress={becomeParameter}>
          {t('template.turn')}
        </Button>
      </div>
    </>
  )
}

function obstacle(draft: Draft, marked: Marked | undefined, part: string | undefined): string | undefined {
  if (!mayHaveMore(draft)) return t('template.too_many')
  if (!marked || marked.from === marked.to) return t('template.turn_nothing')
  return part === undefined ? t('template.turn_not_plain') : undefined
}
