import { useQuery } from '@tanstack/react-query'
import { profilesQuery } from '~/api/queries'
import { Select } from '~/kit/Field'
import { t } from '~/messages/t'
import { platform } from '~/platform'
import type { Profile } from '~/platform/types'
import styles from './Switcher.module.css'

export const nameOf = ({ name }: Profile): string => name ?? t('switcher.here')

const labelOf = (profile: Profile): string =>
  profile.state === 'failed' && !profile.is_shown ? t('switcher.failed', { name: nameOf(profile) }) : nameOf(profile)

/** Which coordinator this window shows, where there are several to choose from. */
export function Switcher() {
  const profiles = useQuery(profilesQuery).data ?? []
  const shown = profiles.find(({ is_shown }) => is_shown)
  if (profiles.length < 2 || !shown) return null
  const choose = (id: string) => {
    if (id !== shown.id) void platform.app?.showProfile(id)
  }
  return (
    <div className={styles.switcher}>
      <Select label={t('switcher.label')} isCompact choices={profiles.map((profile) => ({ id: profile.id, label: labelOf(profile) }))} value={shown.id} onChange={choose} />
    </div>
  )
}
