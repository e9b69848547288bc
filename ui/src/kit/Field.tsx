import { type ReactNode, useId } from 'react'
import {
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Button as AriaButton,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components'
import { t } from '~/messages/t'
import styles from './Field.module.css'
import { DownIcon } from './icons'
import { Prose } from './Text'

type TextProps = {
  label: string
  value: string
  onChange: (value: string) => void
  hint?: string
  error?: string | undefined
  placeholder?: string
  isOptional?: boolean
  isMono?: boolean
  /** What is typed is not shown. */
  isSecret?: boolean
  autoFocus?: boolean
  /** How many lines; a single-line field if it is not given. */
  rows?: number
  /** Where the label is clear from the place, it is only spoken. */
  isCompact?: boolean
}

export function TextField({ label, hint, error, placeholder, isOptional, isMono, isSecret, rows, isCompact = false, ...rest }: TextProps) {
  const look = { className: styles.input ?? '', 'data-mono': isMono || undefined, ...(placeholder ? { placeholder } : {}) }
  return (
    <AriaTextField {...rest} {...(isCompact ? { 'aria-label': label } : {})} type={isSecret ? 'password' : 'text'} isInvalid={error !== undefined} className={styles.field} spellCheck="false" autoComplete={isSecret ? 'new-password' : 'off'}>
      {!isCompact && <FieldLabel isOptional={isOptional}>{label}</FieldLabel>}
      {rows ? <TextArea {...look} rows={rows} /> : <Input {...look} />}
      {hint && error === undefined && (
        <Text slot="description" className={styles.hint}>
          <Prose text={hint} />
        </Text>
      )}
      <FieldError className={styles.error}>{error !== undefined && <Prose text={error} />}</FieldError>
    </AriaTextField>
  )
}

function FieldLabel({ isOptional = false, children }: { isOptional?: boolean | undefined; children: ReactNode }) {
  return (
    <Label className={styles.label}>
      {children}
      {isOptional && <span className={styles.optional}>{t('kit.optional')}</span>}
    </Label>
  )
}

type Choice<T extends string> = { id: T; label: string }

type SelectProps<T extends string> = {
  label: string
  choices: Choice<T>[]
  value: T
  onChange: (value: T) => void
  hint?: string | undefined
  /** Where the label is clear from the place, it is only spoken. */
  isCompact?: boolean
}

export function Select<T extends string>({ label, choices, value, onChange, hint, isCompact = false }: SelectProps<T>) {
  return (
    <AriaSelect
      className={styles.field}
      data-compact={isCompact || undefined}
      value={value}
      onChange={(key) => key !== null && onChange(key as T)}
      {...(isCompact ? { 'aria-label': label } : {})}
    >
      {!isCompact && <FieldLabel>{label}</FieldLabel>}
      <AriaButton className={styles.select}>
        <SelectValue className={styles.value} />
        <DownIcon />
      </AriaButton>
      {hint && (
        <Text slot="description" className={styles.hint}>
          <Prose text={hint} />
        </Text>
      )}
      <Popover className={styles.popover} offset={4}>
        <ListBox className={styles.list} items={choices}>
          {(choice) => (
            <ListBoxItem id={choice.id} className={styles.option}>
              {choice.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}

type SegmentsProps<T extends string> = SelectProps<T>

/** A choice among a few that can all be seen. */
export function Segments<T extends string>({ label, choices, value, onChange, hint }: SegmentsProps<T>) {
  const name = useId()
  return (
    <fieldset className={styles.segments} aria-describedby={hint ? `${name}hint` : undefined}>
      <legend className={styles.label}>{label}</legend>
      <div className={styles.track}>
        {choices.map((choice) => (
          <label key={choice.id} className={styles.segment}>
            <input type="radio" className="unseen" name={name} checked={choice.id === value} onChange={() => onChange(choice.id)} />
            <span>{choice.label}</span>
          </label>
        ))}
      </div>
      {hint && (
        <span id={`${name}hint`} className={styles.hint}>
          <Prose text={hint} />
        </span>
      )}
    </fieldset>
  )
}
