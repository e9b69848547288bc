// A report of whoever looks, and the operator's word about what is not to be found.

import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { call } from '~/api/call'
import { marketKeys } from '~/api/market-queries'
import { keys } from '~/api/queries'
import { toast } from '~/kit/toasts'
import { t } from '~/messages/t'
import { ask } from '~/shell/overlay'

type Named = { agentId: string; name: string }

const again = (client: QueryClient) => Promise.all([marketKeys.all, keys.agents].map((queryKey) => client.invalidateQueries({ queryKey })))

export function reportListing(client: QueryClient, { agentId, name }: Named): void {
  ask({
    title: t('market.report_title', { name }),
    body: t('market.report_body'),
    confirm: t('market.report'),
    field: { label: t('market.reason'), hint: t('market.reason_hint') },
    onConfirm: async (reason) => {
      await call('post', '/marketplace/agents/{id}/report', { path: { id: agentId }, body: { reason } })
      await again(client)
      toast(t('market.reported', { name }))
    },
  })
}

/** Hiding and showing again, for whoever runs this coordinator. */
export function useModeration() {
  const client = useQueryClient()
  const unhide = async ({ agentId, name }: Named) => {
    try {
      await call('post', '/marketplace/agents/{id}/unhide', { path: { id: agentId } })
      toast(t('market.unhidden', { name }))
    } catch (error) {
      toast((error as Error).message, 'danger')
    }
    await again(client)
  }
  const hide = (listing: Named) =>
    ask({
      title: t('market.hide_title', { name: listing.name }),
      body: t('market.hide_body'),
      confirm: t('market.hide'),
      isDangerous: true,
      field: { label: t('market.reason'), hint: t('market.reason_hint') },
      onConfirm: async (reason) => {
        await call('post', '/marketplace/agents/{id}/hide', { path: { id: listing.agentId }, body: { reason } })
        await again(client)
        toast(t('market.was_hidden', { name: listing.name }), 'good', { action: { text: t('market.unhide'), run: () => void unhide(listing) } })
      },
    })
  return { hide, unhide }
}
