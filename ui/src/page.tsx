// A page whose scripts are fetched when it is opened.
//
// The router's own way loads the whole console again where they are not there; while the coordinator is away that would give
// up all that is shown for an error of the browser.

import { type ComponentType, type ReactNode, useEffect, useState } from 'react'
import { Unreachable } from './api/call'
import { ErrorPanel, Skeleton } from './kit/Panel'
import styles from './page.module.css'
import { fetched, patiently } from './patience'
import { PageHeader } from './shell/PageHeader'

type Loaded = { default: ComponentType }
type Load = () => Promise<Loaded>
type Page = (() => ReactNode) & { preload?: () => Promise<void> }

const nothing = () => undefined

/** With its title, unless it is a part of another page. */
export function page(load: Load, title?: string): Page {
  let known: Loaded | undefined
  const find = async (): Promise<Loaded> => {
    known = await load()
    // A page that is there is opened without waiting.
    delete Shown.preload
    return known
  }
  const Shown: Page = () => {
    const [loaded, setLoaded] = useState(known)
    return loaded ? <loaded.default /> : <Missing title={title} find={find} onFound={setLoaded} />
  }
  Shown.preload = () => fetched(find).then(nothing, nothing)
  return Shown
}

function Missing({ title, find, onFound }: { title: string | undefined; find: Load; onFound: (loaded: Loaded) => void }) {
  const [isMissing, setMissing] = useState(false)
  const [fault, setFault] = useState<unknown>()
  useEffect(() => {
    const leaving = new AbortController()
    void seek(find, { onMissing: () => setMissing(true), signal: leaving.signal }, onFound, setFault)
    return () => leaving.abort()
  }, [find, onFound])
  if (fault !== undefined) throw fault
  return (
    <>
      {title && <PageHeader title={title} />}
      <div className={styles.page}>
        {/* It is tried again as soon as the coordinator answers, which the panel asks for. */}
        {isMissing ? <ErrorPanel error={new Unreachable('no script')} onRetry={nothing} /> : <Skeleton rows={8} columns={['20%', '30%', '20%']} />}
      </div>
    </>
  )
}

type Waiting = { onMissing: () => void; signal: AbortSignal }

async function seek(find: Load, waiting: Waiting, onFound: (loaded: Loaded) => void, onFault: (fault: unknown) => void): Promise<void> {
  try {
    const loaded = await patiently(find, waiting)
    if (!waiting.signal.aborted) onFound(loaded)
  } catch (fault) {
    if (!waiting.signal.aborted) onFault(fault)
  }
}
