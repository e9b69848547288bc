import type { ClipboardEvent } from 'react'
import { Button, IconButton } from '~/kit/Button'
import { TextField } from '~/kit/Field'
import { CloseIcon } from '~/kit/icons'
import { t } from '~/messages/t'
import { type Pair, pair, pairsIn } from './draft'
import styles from './PairsField.module.css'

type Props = {
  title: string
  hint: string
  pairs: Pair[]
  onChange: (pairs: Pair[]) => void
  error: string | undefined
  /** Values are not shown. */
  isSecret?: boolean
}

/** Names and values, a line each. Several lines like `A=b` can be pasted at once. */
export function PairsField({ title, hint, pairs, onChange, error, isSecret = false }: Props) {
  const change = (key: number, part: Partial<Pair>) => onChange(pairs.map((one) => (one.key === key ? { ...one, ...part } : one)))
  const paste = (event: ClipboardEvent, key: number) => {
    const found = pairsIn(event.clipboardData.getData('text'))
    if (found.length === 0) return
    event.preventDefault()
    // They take the place of the line into which they were pasted, unless something stands there.
    onChange(pairs.flatMap((one) => (one.key !== key ? [one] : one.name || one.value ? [one, ...found] : found)))
  }
  return (
    <fieldset className={styles.pairs}>
      <legend className={styles.title}>{title}</legend>
      {pairs.length > 0 && <p className={styles.hint}>{hint}</p>}
      {pairs.map(({ key, name, value }, at) => (
        <div key={key} className={styles.pair} onPasteCapture={(event) => paste(event, key)}>
          <TextField label={t('pairs.name', { number: at + 1 })} value={name} onChange={(next) => change(key, { name: next })} placeholder={t('pairs.name_example')} isCompact isMono />
          <TextField label={t('pairs.value', { number: at + 1 })} value={value} onChange={(next) => change(key, { value: next })} isSecret={isSecret} isCompact isMono />
          <IconButton label={t('pairs.remove', { name: name || String(at + 1) })} size="small" onPress={() => onChange(pairs.filter((one) => one.key !== key))}>
            <CloseIcon />
          </IconButton>
        </div>
      ))}
      {error && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
      <div>
        <Button size="small" onPress={() => onChange([...pairs, pair()])}>
          {isSecret ? t('pairs.add_secret') : t('pairs.add_variable')}
        </Button>
      </div>
    </fieldset>
  )
}
