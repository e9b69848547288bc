// What a person's role does not allow, for every button that changes something; the coordinator has the last word.

import { useQuery } from '@tanstack/react-query'
import { t } from '~/messages/t'
import { meQuery } from './queries'
import type { Me } from './schema'

export type Needed = 'operator' | 'owner'

/** Whether somebody's role is too little. Nobody is kept from anything before it is known who they are. */
export function isTooLittle(needed: Needed, me: Me | undefined): boolean {
  if (!me) return false
  return needed === 'owner' ? me.role !== 'owner' : !me.may_change
}

/** Why whoever looks may not press what needs this role; nothing if they may. */
export function useRefusal(needed: Needed = 'operator'): string | undefined {
  const { data: me } = useQuery(meQuery)
  if (!isTooLittle(needed, me)) return undefined
  return needed === 'owner' ? t('people.owners_only') : t('obstacle.read_only')
}
