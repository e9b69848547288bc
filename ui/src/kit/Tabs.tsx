import type { ReactNode } from 'react'
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components'
import styles from './Tabs.module.css'

type One<T extends string> = { id: T; label: string; count?: number | undefined; content: ReactNode }

type Props<T extends string> = {
  label: string
  tabs: One<T>[]
  value: T
  onChange: (value: T) => void
  /** Stands at the end of the row of tabs. */
  aside?: ReactNode
}

export function Tabs<T extends string>({ label, tabs, value, onChange, aside }: Props<T>) {
  return (
    <AriaTabs className={styles.tabs} selectedKey={value} onSelectionChange={(key) => onChange(key as T)}>
      <div className={styles.row}>
        <TabList aria-label={label} className={styles.list}>
          {tabs.map(({ id, label: text, count }) => (
            <Tab key={id} id={id} className={styles.tab}>
              {text}
              {count !== undefined && count > 0 && <span className={styles.count}>{count}</span>}
            </Tab>
          ))}
        </TabList>
        {aside && <div className={styles.aside}>{aside}</div>}
      </div>
      {tabs.map(({ id, content }) => (
        <TabPanel key={id} id={id} className={styles.panel}>
          {content}
        </TabPanel>
      ))}
    </AriaTabs>
  )
}
