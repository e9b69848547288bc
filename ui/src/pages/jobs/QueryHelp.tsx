// What stands below the query while it is typed: what is wrong with it, and what can stand there.

import { type ReactNode, useEffect, useRef } from 'react'
import { type Offer, type Part, queryWords, type Wrong } from '~/api/job-query'
import { Prose } from '~/kit/Text'
import { t } from '~/messages/t'
import styles from './QueryBox.module.css'

/** The same text below the field's own, with its faults underlined. */
export function Marks({ text, faults, field }: { text: string; faults: Pick<Part, 'from' | 'to'>[]; field: { current: HTMLInputElement | null } }) {
  const marks = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const input = field.current
    const follow = () => marks.current && input && (marks.current.scrollLeft = input.scrollLeft)
    follow()
    input?.addEventListener('scroll', follow)
    return () => input?.removeEventListener('scroll', follow)
    // A longer text moves the field without a scroll of its own.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [field, text])
  const drawn: ReactNode[] = []
  let done = 0
  for (const { from, to } of faults) {
    drawn.push(text.slice(done, from), <u key={from}>{text.slice(from, to)}</u>)
    done = to
  }
  return (
    <div ref={marks} className={styles.marks} aria-hidden="true">
      {drawn}
      {text.slice(done)}
    </div>
  )
}

export function Faults({ id, text, faults }: { id: string; text: string; faults: Part[] }) {
  return (
    <div id={id} className={styles.faults} role="status">
      <ul>
        {faults.map(({ from, to, wrong }) => wrong && <li key={from}><Prose text={told(text.slice(from, to), wrong)} /></li>)}
      </ul>
    </div>
  )
}

function told(part: string, wrong: Wrong): string {
  if (wrong.why === 'state') return wrong.nearest ? t('query.wrong_state_nearest', { said: wrong.said, nearest: wrong.nearest }) : t('query.wrong_state', { said: wrong.said })
  if (wrong.why === 'word') return t('query.wrong_word', { word: wrong.said, part })
  return t(`query.wrong_${wrong.why}`, { part })
}

export function Offers({ id, offers, at, onTake }: { id: string; offers: Offer[]; at: number; onTake: (offer: Offer) => void }) {
  return (
    <div id={`${id}-list`} role="listbox" aria-label={t('query.offers')} className={styles.offers}>
      {offers.map((offer, index) => (
        <div
          key={offer.text}
          id={`${id}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          className={styles.offer}
          // The field keeps the focus.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onTake(offer)}
        >
          <code>{offer.detail ?? offer.text}</code>
          <span>{meaning(offer)}</span>
        </div>
      ))}
    </div>
  )
}

/** What a word of the language asks for. */
function meaning({ text, detail }: Offer): string {
  const word = queryWords.find((one) => text === `${one}:`)
  if (word) return t(`query.word_${word}`)
  return text.startsWith('state:') && detail ? stateWord(detail) : ''
}

const stateWord = (state: string): string => t(`job.${state as 'running'}`)
