import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { templateQuery } from '~/api/queries'
import type { Template } from '~/api/schema'
import { t } from '~/messages/t'
import { draftOf } from './draft'
import { TemplateEditor } from './TemplateEditor'
import { Unread } from './Unread'

export default function EditTemplatePage() {
  const { templateName } = useParams({ from: '/templates/$templateName/edit' })
  const { data, error, refetch } = useQuery({ ...templateQuery(templateName), staleTime: 0 })
  const title = t('template.edit_title', { name: templateName })
  if (!data) return <Unread title={title} error={error} onRetry={() => void refetch()} />
  return <Opened key={templateName} title={title} template={data} />
}

/** What was opened stays, whatever others do to it meanwhile. */
function Opened({ title, template }: { title: string; template: Template }) {
  const [opened] = useState(template)
  return <TemplateEditor title={title} opened={draftOf(opened)} from={opened} isEdit />
}
