// What can be done from the palette although no page offers it just now.

import { call, download } from '~/api/call'
import { isTooLittle } from '~/api/may'
import { keys } from '~/api/queries'
import { chooseDensity, densities } from '~/density'
import { copyText } from '~/kit/Text'
import { toast } from '~/kit/toasts'
import { chooseLanguage } from '~/language'
import { languageIds, languages } from '~/messages/languages'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'
import { listCommand, muster } from './command'
import { attempt, type Hands } from './hands'
import type { Item } from './palette-things'
import { want } from './wanted'

const group = t('palette.group_actions')

async function backUp({ client }: Hands): Promise<void> {
  await call('post', '/v1/backups', {})
  toast(t('palette.backup_begun'))
  await client.invalidateQueries({ queryKey: keys.backups })
}

async function copyLink(): Promise<void> {
  const { url } = await call('post', '/v1/console/links', {})
  await copyText(url)
}

function rotateAuditKey({ client }: Hands): void {
  ask({
    title: t('palette.rotate_audit_title'),
    body: t('palette.rotate_audit_body'),
    confirm: t('palette.rotate_audit_confirm'),
    onConfirm: async () => {
      const { key } = await call('post', '/v1/audit/rotate-key', {})
      await client.invalidateQueries({ queryKey: keys.audit })
      toast(t('palette.rotate_audit_done', { key }))
    },
  })
}

/** Deeds that need no form, or whose page has it. */
export function deedItems(hands: Hands): Item[] {
  const { navigate } = hands
  const ownersOnly = isTooLittle('owner', hands.me) ? t('people.owners_only') : undefined
  const verify = () => {
    want('verification')
    void navigate({ to: '/audit' })
  }
  return [
    { key: 'backup', group, text: t('backups.create'), command: muster('backup', 'create'), obstacle: ownersOnly, run: () => attempt(() => backUp(hands)) },
    { key: 'verify', group, text: t('palette.verify'), command: muster('audit', 'verify'), run: verify },
    { key: 'rotate audit key', group, text: t('palette.rotate_audit'), command: muster('audit', 'rotate-key'), obstacle: ownersOnly, run: () => rotateAuditKey(hands) },
    { key: 'console link', group, text: t('palette.console_link'), command: muster('console'), obstacle: ownersOnly, run: () => attempt(copyLink) },
    { key: 'limits', group, text: t('palette.limits'), command: muster('usage'), run: () => void navigate({ to: '/usage' }) },
    ...exportItems(),
  ]
}

const exportItems = (): Item[] => [
  { key: 'export jobs', group, text: t('palette.export_jobs'), command: muster('job', 'export'), run: () => attempt(() => download('/v1/jobs/export', {}, {}, 'jobs.ndjson')) },
  { key: 'export audit', group, text: t('palette.export_audit'), command: muster('audit', 'export', 'audit.ndjson'), run: () => attempt(() => download('/v1/audit/export', {}, { format: 'ndjson' }, 'audit.ndjson')) },
  { key: 'export usage', group, text: t('palette.export_usage'), run: () => attempt(() => download('/v1/usage/export', {}, {}, 'usage.csv')) },
]

/** How this browser looks and speaks. */
export const choiceItems = (): Item[] => [
  ...languageIds.map((id): Item => ({ key: `language ${id}`, group, text: t('palette.language', { language: languages[id].name }), words: id, run: () => chooseLanguage(id) })),
  ...densities.map((id): Item => ({ key: `density ${id}`, group, text: t('palette.density', { density: t(`settings.density_${id}`) }), run: () => chooseDensity(id) })),
]

/** The way out: the coordinator looks through all jobs for it. */
export const searchItem = ({ navigate }: Hands, text: string): Item => ({
  key: 'search',
  group: t('palette.group_search'),
  text: t('palette.search_jobs', { text }),
  command: listCommand({ search: text }),
  isLast: true,
  run: () => void navigate({ to: '/jobs', search: { search: text } }),
})
