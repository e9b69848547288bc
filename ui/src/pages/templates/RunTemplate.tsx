import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, idempotencyKey } from '~/api/call'
import { type Faults, faultsOf, type Places } from '~/api/faults'
import type { JobSubmission, Template } from '~/api/schema'
import { Button } from '~/kit/Button'
import { Dialog, DialogActions, DialogBody, DialogForm } from '~/kit/Dialog'
import { ErrorPanel } from '~/kit/Panel'
import { CommandLine } from '~/kit/Text'
import { t } from '~/messages/t'
import { beginning, wrongSaid } from './parameter'
import { ParameterField } from './ParameterField'
import { runCommand, said, type Values } from './values'

const beginnings = ({ parameters }: Template): Values => Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, beginning(parameter)]))

/** The form that follows from a template's parameters. */
export function RunTemplate({ template, onClose }: { template: Template; onClose: () => void }) {
  const navigate = useNavigate()
  const [values, setValues] = useState(() => beginnings(template))
  const [wrong, setWrong] = useState<Faults<string>>({})
  const [key, setKey] = useState(idempotencyKey)
  const submit = useMutation({
    mutationFn: (body: JobSubmission) => call('post', '/v1/jobs', { body, headers: key }),
    onSuccess: (job) => {
      onClose()
      void navigate({ to: '/jobs/$jobId', params: { jobId: job.id } })
    },
    onError: (error) => {
      // It was refused, so the next try is another request.
      setKey(idempotencyKey())
      setWrong(faultsOf(error, placesOf(template)))
    },
  })
  const run = () => {
    const found = wrongValues(template, values)
    setWrong(found)
    if (Object.keys(found).length === 0) submit.mutate({ template: template.name, parameters: said(values) })
  }
  const change = (name: string, value: string) => {
    setValues((all) => ({ ...all, [name]: value }))
    setWrong(({ [name]: _, ...rest }) => rest)
    submit.reset()
  }
  const isTold = Object.keys(faultsOf(submit.error, placesOf(template))).length > 0
  return (
    <Dialog title={t('templates.run_title', { name: template.name })} width="wide" onClose={onClose}>
      <DialogForm onSubmit={run}>
        <DialogBody>
          {template.description && <p>{template.description}</p>}
          {Object.keys(values).length === 0 && <p>{t('templates.no_parameters')}</p>}
          {Object.entries(template.parameters).map(([name, parameter]) => (
            <ParameterField key={name} name={name} parameter={parameter} value={values[name] ?? ''} error={wrong[name]} onChange={(value) => change(name, value)} />
          ))}
          {submit.error && !isTold && <ErrorPanel error={submit.error} />}
          <CommandLine command={runCommand(template.name, values)} />
        </DialogBody>
        <DialogActions>
          <Button onPress={onClose}>{t('kit.cancel')}</Button>
          <Button look="main" type="submit" isBusy={submit.isPending}>
            {t('templates.run')}
          </Button>
        </DialogActions>
      </DialogForm>
    </Dialog>
  )
}

/** Where a refusal is told: at the parameter, if it is typed and not chosen. */
const placesOf =
  ({ parameters }: Template): Places<string> =>
  (path) => {
    const [, name = ''] = /^parameters\.(.+)$/.exec(path) ?? []
    const type = Object.hasOwn(parameters, name) ? parameters[name]?.type : undefined
    return type === undefined || type === 'choice' || type === 'boolean' ? undefined : { field: name, label: name }
  }

function wrongValues({ parameters }: Template, values: Values): Values {
  const found = Object.entries(parameters).map(([name, parameter]) => [name, wrongSaid(parameter, values[name] ?? '')])
  return Object.fromEntries(found.filter(([, wrong]) => wrong !== undefined)) as Values
}
