// Keeping a template: nothing that somebody else made is replaced without a word.

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call, Refused } from '~/api/call'
import { keys } from '~/api/queries'
import type { Template, TemplateRequest } from '~/api/schema'
import { t } from '~/messages/t'

/** There is another one in its place. */
export class InTheWay extends Error {
  constructor(
    message: string,
    readonly found: Template,
  ) {
    super(message)
  }
}

async function find(name: string): Promise<Template | undefined> {
  try {
    return await call('get', '/v1/templates/{name}', { path: { name } })
  } catch (error) {
    if (error instanceof Refused && error.problem.error === 'template_not_found') return undefined
    throw error
  }
}

type Kept = { name: string; request: TemplateRequest; /** The one that may be replaced. */ over: Template | undefined }

async function keep({ name, request, over }: Kept): Promise<Template> {
  const found = await find(name)
  if (found && !over) throw new InTheWay(t('template.name_taken', { name }), found)
  if (found && over && found.updated_at !== over.updated_at) throw new InTheWay(t('template.changed_meanwhile', { by: found.updated_by }), found)
  return await call('put', '/v1/templates/{name}', { path: { name }, body: request })
}

export function useKeep() {
  const client = useQueryClient()
  return useMutation({ mutationFn: keep, onSuccess: () => client.invalidateQueries({ queryKey: keys.templates }) })
}
