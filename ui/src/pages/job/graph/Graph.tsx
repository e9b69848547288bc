import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import { keepFilter } from '~/api/job-filter'
import { needsQuery } from '~/api/queries'
import type { Job, JobLink, JobState } from '~/api/schema'
import { IconButton } from '~/kit/Button'
import { Segments } from '~/kit/Field'
import { FitIcon, MinusIcon, PlusIcon } from '~/kit/icons'
import { jobLooks } from '~/kit/looks'
import { ErrorPanel, Skeleton } from '~/kit/Panel'
import { State } from '~/kit/State'
import { type Column, Table } from '~/kit/Table'
import { t } from '~/messages/t'
import styles from './Graph.module.css'
import { BOX, type Drawn as Layout, neighbour, type Way } from './layout'
import { type Graph, graphQuery, useStates } from './read'
import { bothWays, drawnFor, type Size, useRoom, useZoom } from './zoom'

const views = [
  { id: 'drawing', label: t('graph.drawing') },
  { id: 'list', label: t('graph.list') },
] as const
type View = (typeof views)[number]['id']

/** Everything that this job needs and that needs it, near and far: drawn, or as a list. */
export function JobGraph({ job }: { job: Job }) {
  const { data, error, refetch } = useQuery(graphQuery(job))
  useOnNewNeeds(job, refetch)
  const [view, setView] = useState<View>('drawing')
  return (
    <div className={styles.page}>
      {error && <ErrorPanel error={error} isStale={data !== undefined} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton rows={4} columns={['20%', '20%', '20%']} />}
      {data && (
        <>
          <div className={styles.tools}>
            <Segments label={t('graph.view')} choices={[...views]} value={view} onChange={setView} />
            <p>
              {t('graph.jobs', { count: data.jobs.length })}
              {data.isCut && ` · ${t('graph.cut')}`}
            </p>
          </div>
          {view === 'drawing' ? <Drawing graph={data} current={job.id} /> : <List graph={data} />}
        </>
      )}
    </div>
  )
}

/** Whoever comes to be linked with this job is a new box; what stands beside the job is looked at all the time anyway. */
function useOnNewNeeds(job: Job, read: () => unknown): void {
  const { data } = useQuery(needsQuery(job))
  const linked = data && [...data.needs, ...data.needed_by].map(({ id }) => id).join(' ')
  const known = useRef(linked)
  useEffect(() => {
    if (linked === known.current) return
    if (known.current !== undefined) read()
    known.current = linked
  }, [linked, read])
}

const isWay = (key: string): key is Way => ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].includes(key)

const boxIn = (sheet: HTMLElement | null, id: string) => sheet?.querySelector<HTMLElement>(`[data-job="${CSS.escape(id)}"]`)

/** It is measured before it is drawn. */
function Drawing({ graph, current }: { graph: Graph; current: string }) {
  const pane = useRef<HTMLDivElement>(null)
  const room = useRoom(pane)
  const { jobs, edges } = graph
  const both = useMemo(() => bothWays(jobs.map(({ id }) => id), edges), [jobs, edges])
  return (
    <div ref={pane} className={styles.pane}>
      {room && <Drawn graph={graph} current={current} room={room} drawn={drawnFor(both, room)} />}
    </div>
  )
}

function Drawn({ graph, current, room, drawn }: { graph: Graph; current: string; room: Size; drawn: Layout }) {
  const states = useStates(graph)
  const sheet = useRef<HTMLDivElement>(null)
  const zoom = useZoom(drawn, room)
  const isDown = drawn.course === 'down'
  // Whoever comes closer wants to see this job; whoever makes the window larger has scrolled to what they want to see.
  useEffect(() => {
    boxIn(sheet.current, current)?.scrollIntoView({ block: isDown ? 'center' : 'nearest', inline: isDown ? 'nearest' : 'center' })
    // oxlint-disable-next-line react/exhaustive-effect-dependencies, react/exhaustive-deps
  }, [current, zoom.chosen, isDown])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const isTaken = zoom.press(event.key) || walk(event)
    if (!isTaken) return
    event.preventDefault()
    // A box's own keys are no shortcuts of the console.
    event.stopPropagation()
  }
  const walk = ({ target, key }: KeyboardEvent): boolean => {
    const from = (target as HTMLElement).dataset['job']
    if (!from || !isWay(key)) return false
    const next = neighbour(from, key, drawn, graph.edges)
    if (next) boxIn(sheet.current, next)?.focus()
    return true
  }
  return (
    <div className={styles.drawing} onKeyDown={onKeyDown}>
      <div className={styles.scroller}>
        <div className={styles.room} dir="ltr" style={{ width: drawn.width * zoom.scale, height: drawn.height * zoom.scale }}>
          <div ref={sheet} role="group" aria-label={t('graph.label')} className={styles.sheet} style={{ width: drawn.width, height: drawn.height, scale: zoom.scale }}>
            <svg className={styles.edges} width={drawn.width} height={drawn.height} aria-hidden="true">
              {drawn.paths.map(({ from, to, d }) => (
                <path key={`${from} ${to}`} d={d} data-near={from === current || to === current || undefined} />
              ))}
            </svg>
            {graph.jobs.map((one) => (
              <Box key={one.id} job={one} state={states.get(one.id) ?? one.state} place={drawn.places.get(one.id)} isCurrent={one.id === current} />
            ))}
          </div>
        </div>
      </div>
      <Zoom zoom={zoom} />
    </div>
  )
}

function Zoom({ zoom: { scale, isFit, closer, farther, fit } }: { zoom: ReturnType<typeof useZoom> }) {
  return (
    <div role="group" aria-label={t('graph.zoom')} className={styles.zoom}>
      <IconButton label={t('graph.farther')} size="small" onPress={farther}>
        <MinusIcon />
      </IconButton>
      <span role="status">{t('graph.percent', { percent: Math.round(scale * 100) })}</span>
      <IconButton label={t('graph.closer')} size="small" onPress={closer}>
        <PlusIcon />
      </IconButton>
      <IconButton label={t('graph.fit')} size="small" isPressed={isFit} onPress={fit}>
        <FitIcon />
      </IconButton>
    </div>
  )
}

type BoxProps = { job: JobLink; state: JobState; place: { x: number; y: number } | undefined; isCurrent: boolean }

function Box({ job, state, place, isCurrent }: BoxProps) {
  if (!place) return null
  return (
    <Link
      to="/jobs/$jobId"
      params={{ jobId: job.id }}
      search={(rest) => ({ ...keepFilter(rest), tab: 'graph' as const })}
      className={styles.box}
      style={{ transform: `translate(${place.x}px, ${place.y}px)`, width: BOX.width, height: BOX.height }}
      data-job={job.id}
      data-tone={jobLooks[state].tone}
      data-current={isCurrent || undefined}
      // One is reached by Tab, and the others from there by the arrows.
      tabIndex={isCurrent ? 0 : -1}
    >
      <span className={styles.name}>{job.name ?? job.id}</span>
      <span className={styles.state}>
        <State {...jobLooks[state]}>{t(`job.${state}`)}</State>
        <code>{job.id}</code>
      </span>
    </Link>
  )
}

type Line = JobLink & { needs: string }

const columns: Column<Line>[] = [
  { id: 'state', title: t('jobs.column_state'), width: '112px', cell: ({ state }) => <State {...jobLooks[state]}>{t(`job.${state}`)}</State> },
  { id: 'job', title: t('jobs.column_job'), width: '88px', cell: ({ id }) => <Link to="/jobs/$jobId" params={{ jobId: id }} search={(rest) => ({ ...keepFilter(rest), tab: 'graph' as const })}>{id}</Link> },
  { id: 'name', title: t('graph.name'), width: 'minmax(80px, 1fr)', cell: ({ name }) => name },
  { id: 'needs', title: t('needs.needs'), width: 'minmax(80px, 1fr)', cell: ({ needs }) => needs },
]

function List({ graph }: { graph: Graph }) {
  const states = useStates(graph)
  const items = graph.jobs.map((job) => ({
    ...job,
    state: states.get(job.id) ?? job.state,
    needs: graph.edges.flatMap(([from, to]) => (to === job.id ? from : [])).join(', '),
  }))
  return (
    <div className={styles.scroller}>
      <Table label={t('graph.label')} columns={columns} items={items} keyOf={({ id }) => id} />
    </div>
  )
}
