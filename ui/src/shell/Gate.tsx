// What must be true before the pages make sense: a session in a browser, a coordinator in the desktop window.

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { appStateQuery } from '~/api/queries'
import { Told } from '~/kit/Panel'
import { t } from '~/messages/t'
import { SignIn } from '~/pages/sign-in/SignIn'
import { session } from '~/platform/session'
import { useStore } from '~/store'
import styles from './Gate.module.css'
import { Mark } from './Nav'

export function Gate({ children }: { children: ReactNode }) {
  const { isOpen } = useStore(session)
  const { data: state } = useQuery(appStateQuery)
  if (!isOpen) return <SignIn />
  if (state?.mode !== 'failed') return children
  return (
    <Alone title={t('failed.title')}>
      <Told problem={state.problem} />
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
