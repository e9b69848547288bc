import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { Refused } from '~/api/call'
import { useRefusal } from '~/api/may'
import type { Template } from '~/api/schema'
import { muster, word } from '~/hands/command'
import { Button } from '~/kit/Button'
import { ButtonLink } from '~/kit/ButtonLink'
import { TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { Section } from '~/kit/Section'
import { CommandLine } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { Advanced } from '~/pages/jobs/Advanced'
import { PageHeader } from '~/shell/PageHeader'
import { CommandField } from './CommandField'
import { check, type Draft, mayHaveMore, type Wrong, wrongOf } from './draft'
import { renamed } from './line'
import { useAskToLeave } from './leave'
import { isName, newRow, type Row } from './parameter'
import { ParameterRows } from './ParameterRows'
import { Preview } from './Preview'
import { InTheWay, useKeep } from './save'
import styles from './TemplateEditor.module.css'

type Props = {
  title: string
  opened: Draft
  /** What the form does not ask for is taken from it. */
  from?: Template
  /** It is kept in the place of that one. */
  isEdit?: boolean
  notice?: string | undefined
}

const right: Wrong = { job: {}, rows: {} }

export function TemplateEditor({ title, opened, from, isEdit = false, notice }: Props) {
  const form = useForm(opened, from, isEdit)
  const { draft, wrong, change } = form
  const refusal = useRefusal()
  const ids = useRef(opened.rows.length)
  const nextId = () => (ids.current += 1)
  const setRow = (row: Row) => change(withRow(draft, row))
  return (
    <form className={styles.form} onSubmit={(event) => (event.preventDefault(), form.submit())}>
      <PageHeader title={title}>
        <ButtonLink to="/templates">{t('kit.cancel')}</ButtonLink>
        <Button look="main" type="submit" isBusy={form.isBusy} disabledReason={refusal}>
          {t('template.save')}
        </Button>
      </PageHeader>
      <div className={styles.page}>
        <div className={styles.parts}>
          {form.error && <NotKept error={form.error} />}
          {notice && <p className={styles.soft}>{notice}</p>}
          <Section title={t('template.what')}>
            <div className={styles.fields}>
              <div className={styles.pair}>
                {!isEdit && (
                  <TextField label={t('template.name')} value={draft.name} onChange={(name) => change({ ...draft, name })} error={wrong.name} placeholder={t('template.name_placeholder')} autoFocus />
                )}
                <TextField label={t('template.description')} isOptional value={draft.description} onChange={(description) => change({ ...draft, description })} error={wrong.description} />
              </div>
              <CommandField draft={draft} error={wrong.job.command} nextId={nextId} onChange={change} />
              <Advanced
                draft={draft.job}
                wrong={wrong.job}
                set={(field) => (value) => change({ ...draft, job: { ...draft.job, [field]: value } })}
                nameLabel={t('template.job_name')}
              />
            </div>
          </Section>
          <Section
            title={t('template.parameters')}
            action={
              <Button size="small" disabledReason={mayHaveMore(draft) ? undefined : t('template.too_many')} onPress={() => change({ ...draft, rows: [...draft.rows, newRow(nextId())] })}>
                {t('template.add')}
              </Button>
            }
          >
            <div className={styles.fields}>
              {draft.rows.length === 0 && <p className={styles.soft}>{t('template.no_parameters')}</p>}
              <ParameterRows rows={draft.rows} wrong={wrong.rows} manner={draft.manner} onChange={setRow} onRemove={({ id }) => change({ ...draft, rows: draft.rows.filter((row) => row.id !== id) })} />
            </div>
          </Section>
        </div>
        <div className={styles.aside}>
          <Preview draft={draft} />
        </div>
        <footer className={styles.foot}>
          <CommandLine command={putCommand(draft, from)} />
        </footer>
      </div>
    </form>
  )
}

function NotKept({ error }: { error: Error }) {
  return error instanceof InTheWay ? <p role="alert">{error.message}</p> : <ErrorPanel error={error} />
}

/** A row as it is now; once its new name is one, the command calls it so, too. */
function withRow(draft: Draft, row: Row): Draft {
  const isFree = isName(row.name) && !draft.rows.some(({ id, name }) => id !== row.id && name === row.name)
  const isRenamed = isFree && row.usedAs !== row.name
  const command = isRenamed && row.usedAs !== '' ? renamed(draft.job.command, row.usedAs, row.name) : draft.job.command
  const now = isFree ? { ...row, usedAs: row.name } : row
  return { ...draft, job: { ...draft.job, command }, rows: draft.rows.map((other) => (other.id === row.id ? now : other)) }
}

/** The line that keeps the same; while something is wrong, the one that keeps a file. */
function putCommand(draft: Draft, from: Template | undefined): string {
  const checked = check(draft, from)
  if ('wrong' in checked) return t('templates.command')
  return `echo ${word(JSON.stringify(checked.request))} | ${muster('template', 'put', '-', '--name', draft.name)}`
}

/** What is typed, what is wrong with it, and how it is kept. */
function useForm(opened: Draft, from: Template | undefined, isEdit: boolean) {
  const [draft, setDraft] = useState(opened)
  const [wrong, setWrong] = useState(right)
  const [over, setOver] = useState(isEdit ? from : undefined)
  const [isTried, setTried] = useState(false)
  const [isChanged, setChanged] = useState(false)
  const isDone = useRef(false)
  const navigate = useNavigate()
  const keep = useKeep()
  useAskToLeave(() => isChanged && !isDone.current)
  const change = (next: Draft) => {
    setDraft(next)
    setChanged(true)
    keep.reset()
    // Once it was tried, what is mended is right at once.
    setWrong(isTried ? wrongIn(next, from) : right)
  }
  const refuse = (error: Error) => {
    if (error instanceof InTheWay && !isEdit) setWrong({ ...right, name: error.message })
    // Whoever has read that it was changed may still replace it.
    if (error instanceof InTheWay && isEdit) setOver(error.found)
    if (error instanceof Refused) setWrong(wrongOf(draft, error.problem.field, error.message) ?? right)
  }
  const submit = () => {
    const checked = check(draft, from)
    setTried(true)
    setWrong('wrong' in checked ? checked.wrong : right)
    if ('wrong' in checked) return
    const kept = () => {
      isDone.current = true
      toast(t('template.saved', { name: draft.name }))
      void navigate({ to: '/templates' })
    }
    keep.mutate({ name: draft.name, request: checked.request, over }, { onSuccess: kept, onError: refuse })
  }
  const isTold = (keep.error instanceof InTheWay && !isEdit) || (keep.error instanceof Refused && wrongOf(draft, keep.error.problem.field, '') !== undefined)
  return { draft, wrong, change, submit, isBusy: keep.isPending, error: isTold ? undefined : keep.error }
}

function wrongIn(draft: Draft, from: Template | undefined): Wrong {
  const checked = check(draft, from)
  return 'wrong' in checked ? checked.wrong : right
}
