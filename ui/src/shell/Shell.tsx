import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router'
import { Suspense, useEffect, useRef } from 'react'
import { keys } from '~/api/queries'
import type { StreamEvent } from '~/api/schema'
import { chunks, fetchAhead } from '~/chunks'
import { ToastRegion } from '~/kit/ToastRegion'
import { toast } from '~/kit/toasts'
import { live, useConnection } from '~/live'
import { applyEvents } from '~/live/cache'
import { gathered } from '~/live/gathered'
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

/** How often what changes is drawn anew. */
const CHANGES_EVERY_MS = 400
/** How often the numbers of the whole fleet are read again while things change. */
const OVERVIEW_EVERY_MS = 1000

export function Shell() {
  useLiveData()
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

/** Follows jobs and workers for every page at once. */
function useLiveData(): void {
  const client = useQueryClient()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const refreshOverview = () => {
      timer ??= setTimeout(() => {
        timer = undefined
        void client.invalidateQueries({ queryKey: keys.overview })
      }, OVERVIEW_EVERY_MS)
    }
    const changes = gathered<StreamEvent>(CHANGES_EVERY_MS, (events) => {
      applyEvents(client, events)
      refreshOverview()
    })
    const onEvent = (event: StreamEvent) => {
      if (event.type !== 'log') changes.add(event)
    }
    const stop = live.follow({ name: () => 'jobs,workers', onEvent })
    return () => {
      clearTimeout(timer)
      changes.stop()
      stop()
    }
  }, [client])
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
