// What can be done with templates.

import { call } from '~/api/call'
import { keys } from '~/api/queries'
import type { Template } from '~/api/schema'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask, openRunTemplate } from '~/shell/overlay'
import { muster } from './command'
import type { Hands } from './hands'
import type { Action } from './registry'
import type { Deed } from './things'

export const newTemplate = ({ navigate, readOnly }: Hands): Action => ({
  id: 'new_template',
  text: t('template.new'),
  command: muster('template', 'put', 'build.toml'),
  obstacle: readOnly,
  run: () => void navigate({ to: '/templates/new' }),
})

/** What a job did, as a template to be made. */
export const saveAsTemplate = ({ navigate, readOnly }: Hands, { id }: { id: string }): Action => ({
  id: 'job_template',
  text: t('action.template_one', { job: id }),
  obstacle: readOnly,
  run: () => void navigate({ to: '/templates/new', search: { job: id } }),
})

export function templateDeeds(hands: Hands, template: Template): Record<'run' | 'edit' | 'copy' | 'delete', Deed> {
  const { name } = template
  const { navigate, readOnly: obstacle } = hands
  return {
    run: { key: 'run', text: t('templates.run_label', { name }), command: muster('job', 'submit', '--template', name), obstacle, run: () => openRunTemplate(template) },
    edit: { key: 'edit', text: t('template.edit_title', { name }), obstacle, run: () => void navigate({ to: '/templates/$templateName/edit', params: { templateName: name } }) },
    copy: { key: 'copy', text: t('template.copy_title', { name }), obstacle, run: () => void navigate({ to: '/templates/new', search: { copy: name } }) },
    delete: { key: 'delete', text: t('templates.delete_label', { name }), command: muster('template', 'delete', name), obstacle, isDangerous: true, run: () => askToDelete(hands, name) },
  }
}

function askToDelete({ client }: Hands, name: string): void {
  ask({
    title: t('templates.delete_title', { name }),
    body: t('templates.delete_body'),
    confirm: t('templates.delete_confirm'),
    isDangerous: true,
    onConfirm: async () => {
      await call('delete', '/v1/templates/{name}', { path: { name } })
      await client.invalidateQueries({ queryKey: keys.templates })
      toast(t('templates.deleted', { name }))
    },
  })
}
