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
  useEffect(() => {
    const leaving = new AbortController()
    void seek(find, { onMissing: () => setMissing(true), signal: leaving.signal }, onFound)
    return () => leaving.abort()
  }, [find, onFound])
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

async function seek(find: Load, waiting: { onMissing: () => void; signal: AbortSignal }, onFound: (loaded: Loaded) => void): Promise<void> {
  const loaded = await patiently(find, waiting).catch(nothing)
  if (loaded && !waiting.signal.aborted) onFound(loaded)
}
