import { type ButtonHTMLAttributes, type ReactNode, type Ref, useId } from 'react'
import { Button as AriaButton, type PressEvent, Tooltip, TooltipTrigger } from 'react-aria-components'
import styles from './Button.module.css'

type Look = 'main' | 'plain' | 'quiet' | 'danger' | 'danger-main'

type Common = {
  look?: Look
  size?: 'normal' | 'small'
  type?: 'button' | 'submit'
  /** Why it cannot be pressed. It stays where it is and reachable, and says so. */
  disabledReason?: string | undefined
  isBusy?: boolean
  onPress?: (event: PressEvent) => void
  /** Takes the focus when its dialog opens. */
  autoFocus?: boolean
  ref?: Ref<HTMLButtonElement>
}

type Props = Common & {
  children: ReactNode
  label?: string
  /** For whoever stays on it: its keys. A screen reader is not told twice. */
  hint?: ReactNode
}

export function Button({ look = 'plain', size = 'normal', type = 'button', disabledReason, isBusy = false, onPress, label, hint, children, ...rest }: Props) {
  const reasonId = useId()
  const isOff = disabledReason !== undefined || isBusy
  // One tree in any case: a button that comes to be off while it has the focus keeps it.
  return (
    <TooltipTrigger delay={disabledReason ? 300 : 700} isDisabled={!disabledReason && hint === undefined}>
      <AriaButton
        {...rest}
        {...(label ? { 'aria-label': label } : {})}
        {...(disabledReason ? { 'aria-describedby': reasonId } : {})}
        aria-disabled={isOff || undefined}
        type={isOff ? 'button' : type}
        className={styles.button}
        data-look={look}
        data-size={size}
        data-busy={isBusy || undefined}
        onPress={(event) => (isOff ? undefined : onPress?.(event))}
      >
        {children}
      </AriaButton>
      <Tooltip className={styles.tip} data-quiet={!disabledReason || undefined} offset={6}>
        {disabledReason ?? hint}
      </Tooltip>
      {disabledReason && (
        <span id={reasonId} className="unseen">
          {disabledReason}
        </span>
      )}
    </TooltipTrigger>
  )
}

type IconProps = Common & { label: string; children: ReactNode; isPressed?: boolean }

/** A picture alone needs words for whoever cannot see it, and for whoever does not know it. */
export function IconButton({ label, look = 'quiet', size = 'normal', children, disabledReason, onPress, isPressed, ...rest }: IconProps) {
  return (
    <TooltipTrigger delay={400}>
      <AriaButton
        {...rest}
        aria-label={label}
        aria-disabled={disabledReason !== undefined || undefined}
        {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
        className={styles.button}
        data-look={look}
        data-size={size}
        data-icon
        onPress={(event) => (disabledReason ? undefined : onPress?.(event))}
      >
        {children}
      </AriaButton>
      <Tooltip className={styles.tip} offset={6}>
        {disabledReason ?? label}
      </Tooltip>
    </TooltipTrigger>
  )
}

type RowProps = {
  label: string
  children: ReactNode
  look?: 'plain' | 'quiet' | 'danger'
  isIcon?: boolean
  /** Why it cannot be pressed. */
  disabledReason?: string | undefined
  onPress: () => void
} & Pick<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-haspopup' | 'aria-expanded' | 'onKeyDown'> & { ref?: Ref<HTMLButtonElement> }

/** In a row of a list that can be long: only what a browser brings by itself, because it is made anew whenever its row comes into sight. */
export function RowButton({ label, children, look = 'plain', isIcon = false, disabledReason, onPress, ...rest }: RowProps) {
  const isOff = disabledReason !== undefined
  return (
    <button
      {...rest}
      type="button"
      aria-label={label}
      aria-disabled={isOff || undefined}
      title={disabledReason ?? label}
      className={styles.button}
      data-look={look}
      data-size="small"
      data-icon={isIcon || undefined}
      data-native
      onClick={() => (isOff ? undefined : onPress())}
    >
      {children}
    </button>
  )
}
