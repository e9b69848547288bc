import { useEffect, useId, useRef, useState } from 'react'
import { Button } from '~/kit/Button'
import { ErrorPanel } from '~/kit/Panel'
import { t } from '~/messages/t'
import { announce } from '~/shell/announce'
import { useStore } from '~/store'
import { speaks, turnSpeaking } from './speaking'
import { draw, type Screen as Drawn } from './terminal-screen'
import { type End, openTerminal, type Session } from './terminal-session'
import styles from './Terminal.module.css'

type Props = { environment: string; name: string; onClose: () => void }

/** A shell in an environment. It is over when this goes away. */
export default function TerminalPane(props: Props) {
  const [turn, setTurn] = useState(0)
  return <Screen key={turn} {...props} onAgain={() => setTurn(turn + 1)} />
}

type State = { kind: 'opening' | 'open' | 'broken' } | { kind: 'over'; why: End } | { kind: 'failed'; error: Error }

const words = (state: State): string => {
  if (state.kind === 'over') return t(`terminal.end_${state.why}`)
  if (state.kind === 'broken') return t('terminal.broken')
  return state.kind === 'opening' ? t('terminal.opening') : ''
}

function Screen({ environment, name, onClose, onAgain }: Props & { onAgain: () => void }) {
  const place = useRef<HTMLDivElement>(null)
  const close = useRef<HTMLButtonElement>(null)
  const drawn = useRef<Drawn>(undefined)
  const leaveId = useId()
  const [state, setState] = useState<State>({ kind: 'opening' })
  const isSpeaking = useStore(speaks)
  useEffect(() => {
    if (!place.current) return
    const screen = draw(place.current, t('terminal.of', { name }), () => close.current?.focus())
    screen.terminal.textarea?.setAttribute('aria-describedby', leaveId)
    drawn.current = screen
    // What is out of sight is not drawn, and a key may have opened it there.
    place.current.scrollIntoView({ block: 'nearest' })
    const hangUp = connect(screen, environment, setState)
    return () => {
      hangUp()
      screen.remove()
    }
  }, [environment, name, leaveId])
  useEffect(() => {
    if (drawn.current) drawn.current.terminal.options.screenReaderMode = isSpeaking
  }, [isSpeaking])
  const isOver = state.kind === 'over'
  return (
    <div className={styles.pane}>
      {state.kind === 'failed' && <ErrorPanel error={state.error} onRetry={onAgain} />}
      <div ref={place} className={styles.screen} data-over={isOver || undefined} hidden={state.kind === 'failed'} />
      <p role="status" className={styles.status} data-over={isOver || undefined}>
        {words(state)}
      </p>
      <footer className={styles.foot}>
        <span id={leaveId}>{t('terminal.leave')}</span>
        <label>
          <input type="checkbox" checked={isSpeaking} onChange={(event) => turnSpeaking(event.target.checked)} /> {t('terminal.speak')}
        </label>
        {isOver && (
          <Button size="small" look="main" onPress={onAgain}>
            {t('terminal.again')}
          </Button>
        )}
        <Button ref={close} size="small" onPress={onClose}>
          {t('terminal.close')}
        </Button>
      </footer>
    </div>
  )
}

/** Opens a shell for what is drawn, and answers how it is closed. */
function connect({ terminal, size }: Drawn, environment: string, tell: (state: State) => void): () => void {
  let session: Session | undefined
  let isGone = false
  const say = (state: State) => {
    if (isGone) return
    tell(state)
    if (state.kind !== 'over') return
    terminal.options.disableStdin = true
    announce(t(`terminal.end_${state.why}`))
  }
  const begin = async () => {
    const opened = await openTerminal(environment, size(), {
      onShown: (bytes, onDrawn) => terminal.write(bytes, onDrawn),
      onBroken: (isBroken) => say({ kind: isBroken ? 'broken' : 'open' }),
      onEnd: (why) => say({ kind: 'over', why }),
    })
    if (isGone) return opened.close()
    session = opened
    terminal.onData(opened.type)
    terminal.onResize(() => opened.resize(size()))
    say({ kind: 'open' })
    terminal.focus()
  }
  begin().catch((error: Error) => say({ kind: 'failed', error }))
  return () => {
    isGone = true
    session?.close()
  }
}
