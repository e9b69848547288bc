import { IconButton } from '~/kit/Button'
import { Segments, Select, TextField } from '~/kit/Field'
import { CloseIcon } from '~/kit/icons'
import { t } from '~/messages/t'
import { choicesFor } from './choices'
import { type Manner, variable } from './line'
import { choicesOf, isName, kinds, type Row, type RowField, type WrongRow } from './parameter'
import styles from './TemplateEditor.module.css'

type Props = { rows: Row[]; wrong: Record<number, WrongRow>; manner: Manner; onChange: (row: Row) => void; onRemove: (row: Row) => void }

/** The parameters, one frame each. */
export function ParameterRows({ rows, wrong, manner, onChange, onRemove }: Props) {
  return rows.map((row) => <ParameterRow key={row.id} row={row} wrong={wrong[row.id] ?? {}} manner={manner} onChange={onChange} onRemove={onRemove} />)
}

type RowProps = { row: Row; wrong: WrongRow; manner: Manner; onChange: (row: Row) => void; onRemove: (row: Row) => void }

function ParameterRow({ row, wrong, manner, onChange, onRemove }: RowProps) {
  const field = (name: RowField) => ({ value: row[name], error: wrong[name], onChange: (value: string) => onChange({ ...row, [name]: value }) })
  const called = row.name || t('parameter.unnamed')
  return (
    <fieldset className={styles.row}>
      <legend className="unseen">{t('parameter.legend', { name: called })}</legend>
      <div className={styles.first}>
        <TextField label={t('parameter.name')} isMono hint={isName(row.name) ? usage(manner, row.name) : ''} {...field('name')} autoFocus={row.name === ''} />
        <Select
          label={t('parameter.type')}
          value={row.kind}
          onChange={(kind) => onChange({ ...row, kind })}
          choices={kinds.map((id) => ({ id, label: t(`parameter.type_${id}`) }))}
        />
        <TextField label={t('parameter.help')} isOptional {...field('help')} />
        <IconButton label={t('parameter.remove', { name: called })} size="small" onPress={() => onRemove(row)}>
          <CloseIcon />
        </IconButton>
      </div>
      <div className={styles.second}>
        <Segments
          label={t('parameter.when_unsaid')}
          value={row.isRequired ? 'required' : 'default'}
          onChange={(chosen) => onChange({ ...row, isRequired: chosen === 'required', ifUnsaid: row.ifUnsaid || firstOf(row) })}
          choices={[
            { id: 'required', label: t('parameter.required') },
            { id: 'default', label: t('parameter.has_default') },
          ]}
        />
        {!row.isRequired && <Default row={row} {...field('ifUnsaid')} />}
      </div>
      <Limits row={row} field={field} />
    </fieldset>
  )
}

const usage = (manner: Manner, name: string): string =>
  manner === 'line' ? t('parameter.use_variable', { variable: `"$${variable(name)}"` }) : t('parameter.use_gap', { gap: `{{${name}}}` })

const firstOf = (row: Row): string => (row.kind === 'boolean' ? 'false' : row.kind === 'choice' ? (choicesOf(row)[0] ?? '') : '')

type FieldProps = { value: string; error: string | undefined; onChange: (value: string) => void }

function Default({ row, value, error, onChange }: FieldProps & { row: Row }) {
  if (row.kind === 'boolean') return <Segments label={t('parameter.default')} value={value} onChange={onChange} choices={choicesFor(['true', 'false'])} />
  return <TextField label={t('parameter.default')} value={value} onChange={onChange} error={error} isMono />
}

/** What a value must be like, as far as its type can be told so. */
function Limits({ row, field }: { row: Row; field: (name: RowField) => FieldProps }) {
  if (row.kind === 'boolean') return null
  if (row.kind === 'choice') return <TextField label={t('parameter.choices')} hint={t('parameter.choices_hint')} rows={3} isMono {...field('choices')} />
  if (row.kind === 'string') {
    return (
      <div className={styles.limits}>
        <TextField label={t('parameter.pattern')} hint={t('parameter.pattern_hint')} isMono isOptional {...field('pattern')} />
        <TextField label={t('parameter.longest')} isOptional {...field('longest')} />
      </div>
    )
  }
  return (
    <div className={styles.limits}>
      <TextField label={t('parameter.min')} isOptional {...field('min')} />
      <TextField label={t('parameter.max')} isOptional {...field('max')} />
    </div>
  )
}
