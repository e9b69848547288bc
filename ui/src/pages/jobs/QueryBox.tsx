import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { type JobFilter, labelsOf } from '~/api/job-filter'
import { complete, type Known, type Offer, parseQuery, type Part, showFilter } from '~/api/job-query'
import { keys, type JobPages, schedulesQuery } from '~/api/queries'
import { CloseIcon } from '~/kit/icons'
import { t } from '~/messages/t'
import styles from './QueryBox.module.css'
import { Faults, Marks, Offers } from './QueryHelp'

/** A pause in typing that means "now look". */
const PAUSE_MS = 250

type Props = { filter: JobFilter; total: number | undefined; onChange: (filter: JobFilter) => void }

/** The query as it is typed: with completion, and with what is wrong marked at its place. */
export function QueryBox({ filter, total, onChange }: Props) {
  const shown = showFilter(filter)
  const [text, setText] = useState(shown)
  const [lastShown, setLastShown] = useState(shown)
  // The address changed by other means than this box: a filter below it, or the way back.
  if (shown !== lastShown) {
    setLastShown(shown)
    if (showFilter(parseQuery(text).filter) !== shown) setText(shown)
  }
  const { parts, filter: wanted } = parseQuery(text)
  const isWrong = parts.some(({ wrong }) => wrong !== undefined)
  useEffect(() => {
    if (isWrong || showFilter(wanted) === shown) return
    const timer = setTimeout(() => onChange(wanted), PAUSE_MS)
    return () => clearTimeout(timer)
    // The wanted filter follows from the text.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [text, shown, onChange, isWrong])
  return (
    <>
      <Field text={text} parts={parts} onText={setText} onDone={() => !isWrong && onChange(wanted)} />
      {total !== undefined && (
        <span className={styles.total}>{t('jobs.count', { count: total })}</span>
      )}
    </>
  )
}

type FieldProps = { text: string; parts: Part[]; onText: (text: string) => void; onDone: () => void }

function Field({ text, parts, onText, onDone }: FieldProps) {
  const field = useRef<HTMLInputElement>(null)
  const id = useId()
  const [isOpen, setOpen] = useState(false)
  const [place, setPlace] = useState(-1)
  const [cursor, setCursor] = useState(text.length)
  const known = useKnown(isOpen)
  const { from, to, offers } = complete(text, Math.min(cursor, text.length), known)
  const at = Math.min(place, offers.length - 1)
  // What is still being written is no mistake yet.
  const faults = parts.filter(({ wrong, to: end }) => wrong && !(wrong.why === 'unfinished' && isOpen && cursor === end))
  const type = (next: string, end: number) => {
    onText(next)
    setCursor(end)
    setPlace(-1)
    setOpen(true)
  }
  const take = (offer: Offer) => {
    const isWhole = !offer.text.endsWith(':')
    const next = text.slice(0, from) + offer.text + (isWhole && to === text.length ? ' ' : '') + text.slice(to)
    const end = from + offer.text.length + Number(isWhole && to === text.length)
    type(next, end)
    // The text is there after the next drawing.
    requestAnimationFrame(() => field.current?.setSelectionRange(end, end))
  }
  const move = (step: number) => {
    setOpen(true)
    // Before the first one, as long as nobody went to it.
    setPlace((Math.max(at, step < 0 ? 0 : -1) + step + offers.length) % offers.length)
  }
  const done = () => {
    onDone()
    setOpen(false)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const offer = offers[at]
    if (step && offers.length > 0) move(step)
    else if (event.key === 'Enter' && isOpen && offer) take(offer)
    else if (event.key === 'Tab' && !event.shiftKey && isOpen && at >= 0 && offer) take(offer)
    else if (event.key === 'Enter') done()
    else if (event.key === 'Escape' && isOpen) setOpen(false)
    else if (event.key === 'Escape' && text) type('', 0)
    else if (event.key === 'Escape') field.current?.blur()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const isListed = isOpen && offers.length > 0
  return (
    <div className={styles.box} data-wrong={faults.length > 0 || undefined} onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}>
      <Marks text={text} faults={faults} field={field} />
      <input
        ref={field}
        role="combobox"
        type="text"
        data-page-search
        aria-label={t('jobs.query')}
        aria-expanded={isListed}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isListed && at >= 0 ? `${id}-${at}` : undefined}
        aria-invalid={faults.length > 0}
        aria-describedby={faults.length > 0 ? `${id}-wrong` : undefined}
        className={styles.input}
        placeholder={t('jobs.query_placeholder')}
        spellCheck={false}
        autoComplete="off"
        value={text}
        onChange={(event) => type(event.target.value, event.target.selectionStart ?? event.target.value.length)}
        onSelect={(event) => setCursor(event.currentTarget.selectionStart ?? 0)}
        onFocus={() => setOpen(true)}
        onKeyDown={onKeyDown}
      />
      {text && (
        <button type="button" className={styles.clear} aria-label={t('jobs.clear_query')} onClick={() => (type('', 0), field.current?.focus())}>
          <CloseIcon />
        </button>
      )}
      {(isListed || faults.length > 0) && (
        <div className={styles.below}>
          {faults.length > 0 && <Faults id={`${id}-wrong`} text={text} faults={faults} />}
          {isListed && <Offers id={id} offers={offers} at={at} onTake={take} />}
        </div>
      )}
    </div>
  )
}

const MOST_KNOWN = 200

/** What labels, workers, batches and schedules have been seen; nobody is asked for the first three. */
function useKnown(isWanted: boolean): Known {
  const client = useQueryClient()
  const schedules = useQuery({ ...schedulesQuery, refetchInterval: false, retry: false, enabled: isWanted }).data?.items ?? []
  if (!isWanted) return { labels: [], workers: [], batches: [], schedules: [] }
  const jobs = client.getQueriesData<JobPages>({ queryKey: keys.jobLists }).flatMap(([, data]) => data?.pages.flatMap(({ items }) => items) ?? [])
  const labels = new Set(jobs.flatMap((job) => labelsOf(job)))
  const workers = new Set(jobs.flatMap(({ worker }) => worker?.name ?? []))
  const batches = new Set(jobs.flatMap(({ batch }) => batch ?? []))
  return { labels: [...labels].slice(0, MOST_KNOWN), workers: [...workers].slice(0, MOST_KNOWN), batches: [...batches].slice(0, MOST_KNOWN), schedules: schedules.map(({ name }) => name) }
}
