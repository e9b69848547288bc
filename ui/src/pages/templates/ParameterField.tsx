import type { Parameter } from '~/api/schema'
import { Segments, Select, TextField } from '~/kit/Field'
import { t } from '~/messages/t'
import { choicesFor } from './choices'

type Props = { name: string; parameter: Parameter; value: string; error?: string | undefined; onChange: (value: string) => void }

/** The field of a form in which a parameter is given its value. */
export function ParameterField({ name, parameter, value, error, onChange }: Props) {
  const { type, description } = parameter
  const hint = description ?? undefined
  if (type === 'choice') return <Select label={name} value={value} onChange={onChange} choices={choicesFor(parameter.choices ?? [])} hint={hint} />
  if (type === 'boolean') return <Segments label={name} value={value} onChange={onChange} choices={choicesFor(['true', 'false'])} hint={hint} />
  const hasDefault = parameter.default !== undefined && parameter.default !== null
  const limits = [hint, told(parameter)].filter(Boolean).join(' · ')
  return <TextField label={name} value={value} onChange={onChange} error={error} isMono isOptional={hasDefault} {...(limits ? { hint: limits } : {})} />
}

const isSaid = (value: number | string | null | undefined): value is number | string => value !== null && value !== undefined

/** What it must be like, so that nobody has to try. */
function told({ type, min, max, pattern, max_length: most }: Parameter): string {
  if (type === 'string') return [isSaid(pattern) && t('parameter.told_pattern', { pattern }), isSaid(most) && t('parameter.told_longest', { most: String(most) })].filter(Boolean).join(' · ')
  if (isSaid(min) && isSaid(max)) return t('parameter.told_between', { min: String(min), max: String(max) })
  if (isSaid(min)) return t('parameter.too_little', { min: String(min) })
  if (isSaid(max)) return t('parameter.too_much', { max: String(max) })
  return type === 'integer' ? t('parameter.not_whole') : t('parameter.not_a_number')
}
