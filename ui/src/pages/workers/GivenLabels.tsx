import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react'
import { useRefusal } from '~/api/may'
import { Refused } from '~/api/call'
import type { Worker } from '~/api/schema'
import { Button, IconButton } from '~/kit/Button'
import { CloseIcon } from '~/kit/icons'
import { Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import styles from './GivenLabels.module.css'
import { type LabelValue, readValue, showValue, useGiven } from './given'

type Change = ReturnType<typeof useGiven>['change']

/** What people gave a worker. Each value is changed where it stands. */
export function GivenLabels({ worker }: { worker: Worker }) {
  const { given, isPending, refused, change } = useGiven(worker)
  const obstacle = useRefusal()
  const adder = useRef<HTMLInputElement>(null)
  const names = Object.keys(given).toSorted((a, b) => a.localeCompare(b))
  const remove = (name: string) => {
    // The button that has the focus goes with its row.
    adder.current?.focus()
    void change(name, null)
  }
  return (
    <>
      {refused && <Told name={refused.name} error={refused.error} />}
      <ul className={styles.labels} aria-label={t('labels.given')}>
        {names.map((name) => (
          <li key={name} className={styles.label} data-pending={isPending(name) || undefined}>
            <code className={styles.name}>{name}</code>
            <Value name={name} value={given[name] ?? true} isReadOnly={obstacle !== undefined} onChange={change} />
            <IconButton label={t('labels.remove', { label: name })} size="small" disabledReason={obstacle} onPress={() => remove(name)}>
              <CloseIcon />
            </IconButton>
          </li>
        ))}
      </ul>
      {names.length === 0 && <p className={styles.none}>{t('labels.none_given')}</p>}
      <Add focus={adder} obstacle={obstacle} onAdd={change} />
    </>
  )
}

/** Why a change was taken back. */
function Told({ name, error }: { name: string; error: Error }) {
  const why = error instanceof Refused ? error.message : t('error.unreachable')
  return (
    <p role="alert" className={styles.refused}>
      <Prose text={t('labels.refused', { label: name, why })} />
    </p>
  )
}

type ValueProps = { name: string; value: LabelValue; isReadOnly: boolean; onChange: Change }

/** Enter or leaving it keeps what is typed, Escape brings back what was. */
function Value({ name, value, isReadOnly, onChange }: ValueProps) {
  const shown = showValue(value)
  // Nothing as long as nobody types.
  const [typed, setTyped] = useState<string>()
  const keep = () => {
    setTyped(undefined)
    const text = typed?.trim() ?? ''
    if (text !== '' && text !== shown) void onChange(name, readValue(text))
  }
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') keep()
    if (event.key === 'Escape') setTyped(undefined)
  }
  return (
    <input
      className={styles.input}
      aria-label={t('labels.value_of', { label: name })}
      value={typed ?? shown}
      readOnly={isReadOnly}
      spellCheck="false"
      autoComplete="off"
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={press}
      onBlur={keep}
    />
  )
}

type AddProps = { focus: { current: HTMLInputElement | null }; obstacle: string | undefined; onAdd: Change }

function Add({ focus, obstacle, onAdd }: AddProps) {
  const [name, setName] = useState('')
  const [typed, setTyped] = useState('')
  const add = async (event: FormEvent) => {
    event.preventDefault()
    const label = name.trim()
    if (label === '' || obstacle) return
    focus.current?.focus()
    setName('')
    setTyped('')
    if (await onAdd(label, readValue(typed))) return
    // What was refused is there to be put right, unless somebody types the next one.
    setName((next) => next || label)
    setTyped((next) => next || typed)
  }
  const field = { className: styles.input, readOnly: obstacle !== undefined, spellCheck: 'false' as const, autoComplete: 'off' }
  return (
    <form className={styles.add} onSubmit={(event) => void add(event)}>
      <input {...field} ref={focus} aria-label={t('labels.new_name')} placeholder={t('labels.name')} value={name} onChange={(event) => setName(event.target.value)} />
      <input {...field} aria-label={t('labels.new_value')} placeholder={t('labels.value')} value={typed} onChange={(event) => setTyped(event.target.value)} />
      <Button size="small" type="submit" disabledReason={obstacle}>
        {t('labels.add')}
      </Button>
    </form>
  )
}
