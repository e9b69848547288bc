// What a worker has, with a small picture of each.

import type { ReactNode } from 'react'
import { BatteryIcon, ChipIcon, GraphicsIcon, MemoryIcon, NetworkIcon, PlugIcon, ScreenIcon, ShieldIcon } from '~/kit/icons'
import styles from './Resources.module.css'
import { essentials, type Picture, type Resource } from './resources'

const pictures: Record<Picture, () => ReactNode> = {
  processor: ChipIcon,
  memory: MemoryIcon,
  graphics: GraphicsIcon,
  mains: PlugIcon,
  battery: BatteryIcon,
  network: NetworkIcon,
  system: ScreenIcon,
  guard: ShieldIcon,
}

export function ResourceSaid({ resource: { picture, name, said } }: { resource: Resource }) {
  const Icon = pictures[picture]
  return (
    <span className={styles.one} title={name}>
      <Icon />
      {said}
    </span>
  )
}

/** In a row of a list. */
export function Essentials({ labels }: { labels: Record<string, unknown> }) {
  return (
    <span className={styles.all}>
      {essentials(labels).map((one) => (
        <ResourceSaid key={one.name} resource={one} />
      ))}
    </span>
  )
}
