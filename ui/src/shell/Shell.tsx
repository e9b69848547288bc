import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect, useRef } from 'react'
import { chunks, fetchAhead } from '~/chunks'
import { ToastRegion } from '~/kit/ToastRegion'
import { toast } from '~/kit/toasts'
import { live, useConnection } from '~/live'
import { followAll } from '~/live/follow'
import { queryClient } from '~/live/query-client'
import { t } from '~/messages/t'
import { fetches, part } from '~/part'
import { platform } from '~/platform'
import { useStore } from '~/store'
import { announcement } from './announce'
import { Confirm } from './Confirm'
import { Links } from './Links'
import { Nav } from './Nav'
import { PendingKeys } from '~/hands/PendingKeys'
import { useGeneralActions } from '~/hands/general'
import { useListActions } from '~/hands/list-actions'
import { offers, perform, useOffer } from '~/hands/registry'
import { useKeys } from '~/hands/useKeys'
import { closeOverlay, overlay, restored } from './overlay'
import styles from './Shell.module.css'

// First what a key opens: whoever is quick must not wait.
const Palette = part(chunks.palette)
const RunJob = part(chunks.runJob)
const ShortcutSheet = part(chunks.shortcuts)
const FirstSteps = part(chunks.firstSteps)
const RunTemplate = part(async () => ({ default: (await chunks.runTemplate()).RunTemplate }))
const AddWorker = part(chunks.addWorker)
const PauseWorker = part(chunks.pauseWorker)
const StopEverything = part(chunks.stopEverything)
const Restored = part(chunks.restored)

export function Shell() {
  useEffect(() => followAll(queryClient, live), [])
  useKeys()
  useOffer(useGeneralActions())
  useOffer(useListActions())
  useReturnNotice()
  useMenuRequests()
  useEffect(() => void fetchAhead(fetches), [])
  const content = useFocusOnNewPage()
  return (
    <div className={styles.app}>
      <a className={styles.skip} href="#content" onClick={(event) => (event.preventDefault(), content.current?.focus())}>
        {t('app.skip')}
      </a>
      <Nav />
      <main ref={content} id="content" tabIndex={-1} className={styles.content}>
        <Outlet />
      </main>
      <Over />
      <AfterRestore />
      <Links />
      <ToastRegion />
      <PendingKeys />
      <Announcer />
    </div>
  )
}

function Over() {
  const open = useStore(overlay)
  if (!open) return null
  if (open.kind === 'question') return <Confirm question={open.question} onClose={closeOverlay} />
  return (
    <Suspense>
      {open.kind === 'palette' && <Palette />}
      {open.kind === 'shortcuts' && <ShortcutSheet />}
      {open.kind === 'first_steps' && <FirstSteps onClose={closeOverlay} />}
      {open.kind === 'run_template' && <RunTemplate template={open.template} onClose={closeOverlay} />}
      {open.kind === 'run_job' && <RunJob given={open.given} />}
      {open.kind === 'add_worker' && <AddWorker {...(open.labels ? { labels: open.labels } : {})} />}
      {open.kind === 'pause_worker' && <PauseWorker worker={open.worker} />}
      {open.kind === 'stop_everything' && <StopEverything onClose={closeOverlay} />}
    </Suspense>
  )
}

function AfterRestore() {
  const done = useStore(restored)
  if (!done) return null
  return (
    <Suspense>
      <Restored restored={done} />
    </Suspense>
  )
}

function Announcer() {
  return (
    <div className="unseen" role="status" aria-live="polite">
      {useStore(announcement)}
    </div>
  )
}

/** Says when the coordinator is back, to whoever saw it go. */
function useReturnNotice(): void {
  const { phase } = useConnection()
  const wasAway = useRef(false)
  useEffect(() => {
    if (phase === 'waiting') wasAway.current = true
    if (phase !== 'live' || !wasAway.current) return
    wasAway.current = false
    toast(t('connection.back'))
  }, [phase])
}

/** A new page takes the focus, so that reading and Tab begin there; a row opened in a list does not. */
function useFocusOnNewPage() {
  const content = useRef<HTMLElement>(null)
  const section = useRouterState({ select: (state) => state.location.pathname.split('/')[1] })
  const shown = useRef(section)
  useEffect(() => {
    if (shown.current === section) return
    shown.current = section
    content.current?.focus({ preventScroll: true })
  }, [section])
  return content
}

/** The tray and the menu bar offer what buttons do. */
function useMenuRequests(): void {
  const navigate = useNavigate()
  useEffect(
    () =>
      platform.onShellRequest((asked) => {
        if (asked.kind !== 'menu') return
        if (asked.entry === 'run_job') void navigate({ to: '/jobs' })
        const action = offers().find(({ id }) => id === asked.entry)
        if (action) perform(action)
      }),
    [navigate],
  )
}
