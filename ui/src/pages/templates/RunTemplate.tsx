import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, idempotencyKey, Refused } from '~/api/call'
import type { JobSubmission, Parameter, Template } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody } from '~/kit/Dialog'
import { Segments, Select, TextField } from '~/kit/Field'
import { ErrorPanel } from '~/kit/Panel'
import { t } from '~/messages/t'

type Values = Record<string, string>

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

/** What is in the form before anybody has typed: the defaults, and where one must be chosen the first. */
const valuesOf = ({ parameters }: Template): Values =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, { type, choices, default: given }]) => {
      const first = type === 'choice' ? choices?.[0] : type === 'boolean' ? 'false' : ''
      return [name, textOf(given ?? first)]
    }),
  )

/** The form that follows from a template's parameters. What a value must be, the coordinator knows. */
export function RunTemplate({ template, onClose }: { template: Template; onClose: () => void }) {
  const navigate = useNavigate()
  const [values, setValues] = useState(() => valuesOf(template))
  const [key, setKey] = useState(idempotencyKey)
  const submit = useMutation({
    mutationFn: (body: JobSubmission) => call('post', '/v1/jobs', { body, headers: key }),
    onSuccess: (job) => {
      onClose()
      void navigate({ to: '/jobs/$jobId', params: { jobId: job.id } })
    },
    // It was refused, so the next try is another request.
    onError: () => setKey(idempotencyKey()),
  })
  // An empty field says nothing, so that its default is taken or it is missed.
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  const run = () => submit.mutate({ template: template.name, parameters: given })
  const problem = submit.error instanceof Refused ? submit.error.problem : undefined
  const change = (name: string, value: string) => {
    setValues((all) => ({ ...all, [name]: value }))
    submit.reset()
  }
  const wrong = (name: string) => (problem?.field === `parameters.${name}` ? problem.detail : undefined)
  const isTold = Object.keys(template.parameters).some((name) => wrong(name) !== undefined)
  return (
    <Dialog title={t('templates.run_title', { name: template.name })} width="wide" onClose={onClose}>
      <form onSubmit={(event) => (event.preventDefault(), run())}>
        <DialogBody>
          {template.description && <p>{template.description}</p>}
          {Object.keys(values).length === 0 && <p>{t('templates.no_parameters')}</p>}
          {Object.entries(template.parameters).map(([name, parameter]) => (
            <Value
              key={name}
              name={name}
              parameter={parameter}
              value={values[name] ?? ''}
              error={wrong(name)}
              onChange={(value) => change(name, value)}
            />
          ))}
          {submit.error && !isTold && <ErrorPanel error={submit.error} />}
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={submit.isPending}>
            {t('templates.run')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}

type ValueProps = { name: string; parameter: Parameter; value: string; error: string | undefined; onChange: (value: string) => void }

function Value({ name, parameter, value, error, onChange }: ValueProps) {
  if (parameter.type === 'choice') {
    const choices = (parameter.choices ?? []).map((id) => ({ id, label: id }))
    return <Select label={name} value={value} onChange={onChange} choices={choices} />
  }
  if (parameter.type === 'boolean') {
    const choices = ['true', 'false'].map((id) => ({ id, label: id }))
    return <Segments label={name} value={value} onChange={onChange} choices={choices} />
  }
  const hint = parameter.description ? { hint: parameter.description } : {}
  return <TextField label={name} value={value} onChange={onChange} error={error} isMono isOptional={textOf(parameter.default) !== ''} {...hint} />
}
