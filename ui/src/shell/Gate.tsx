// What must be true before the pages make sense: a session in a browser, a coordinator in the desktop window.

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { appStateQuery, profilesQuery } from '~/api/queries'
import type { Problem } from '~/api/schema'
import { Told } from '~/kit/Panel'
import { t } from '~/messages/t'
import { SignIn } from '~/pages/sign-in/SignIn'
import { session } from '~/platform/session'
import { useStore } from '~/store'
import styles from './Gate.module.css'
import { Mark } from './Nav'
import { Quit } from './Quit'
import { Switcher } from './Switcher'

/** Whatever is shown, whoever quits is asked. */
export function Gate({ children }: { children: ReactNode }) {
  return (
    <>
      <Opened>{children}</Opened>
      <Quit />
    </>
  )
}

function Opened({ children }: { children: ReactNode }) {
  const { isOpen } = useStore(session)
  const { data: state } = useQuery(appStateQuery)
  if (!isOpen) return <SignIn />
  if (state?.mode !== 'failed') return children
  return <Failed problem={state.problem} />
}

/** Nothing of this coordinator can be shown; another one perhaps can. */
function Failed({ problem }: { problem: Problem }) {
  const shown = useQuery(profilesQuery).data?.find(({ is_shown }) => is_shown)
  return (
    <Alone title={shown?.name ? t('switcher.nothing', { name: shown.name }) : t('failed.title')}>
      <Told problem={problem} />
      {shown?.name && <p>{t('switcher.again')}</p>}
      <Switcher />
    </Alone>
  )
}

/** A page without the shell. */
export function Alone({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Mark />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  )
}
