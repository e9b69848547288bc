// What must be true before the pages make sense: a session in a browser, a coordinator in the desktop window.

import { useQuery } from '@tanstack/react-query'
import { lazy, type ReactNode, Suspense } from 'react'
import { appStateQuery, profilesQuery } from '~/api/queries'
import type { Problem } from '~/api/schema'
import { chunks } from '~/chunks'
import { Told } from '~/kit/Panel'
import { t } from '~/messages/t'
import { isGateLater } from '~/pages/billing/gate'
import { SignIn } from '~/pages/sign-in/SignIn'
import { session } from '~/platform/session'
import { useStore } from '~/store'
import styles from './Gate.module.css'
import { Mark } from './Nav'
import { Quit } from './Quit'
import { Switcher } from './Switcher'

const GateSetup = lazy(chunks.gateSetup)

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
  const isLater = useStore(isGateLater)
  const { data: state } = useQuery(appStateQuery)
  if (!isOpen) return <SignIn />
  if (state?.mode === 'failed') return <Failed problem={state.problem} />
  if (state?.mode !== 'embedded' || state.lacks.length === 0 || isLater) return children
  return (
    <Suspense fallback={null}>
      <GateSetup lacks={state.lacks} />
    </Suspense>
  )
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
