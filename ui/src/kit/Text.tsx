// Small pieces of text: literals in backticks, times, keys, and a command with its copy button.

import { useState } from 'react'
import { exact, relative } from '~/format/time'
import { useTold } from '~/format/now'
import { isForeign, said } from '~/messages/said'
import { t } from '~/messages/t'
import { IconButton } from './Button'
import { CheckIcon, CopyIcon } from './icons'
import styles from './Text.module.css'
import { toast } from './toasts'

/** A sentence whose `literals` stand in the type of code. */
export function Prose({ text }: { text: string }) {
  // Every second part stood between backticks. The parts never move, so their place is their key.
  return text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))
}

/** What the coordinator says, in the page's language; what is not known there is English, and those who listen are told so. */
export function Said({ text }: { text: string }) {
  const told = <Prose text={said(text)} />
  return isForeign(text) ? <span lang="en">{told}</span> : told
}

/** A moment: relative to now, exact on hover. */
export function Moment({ at }: { at: string }) {
  const told = useTold((now) => relative(at, now))
  return (
    <time dateTime={at} title={exact(at)}>
      {told}
    </time>
  )
}

export function Keys({ keys }: { keys: string }) {
  return <kbd className={styles.keys}>{keys}</kbd>
}

const isApple = /Mac|iPhone|iPad/.test(navigator.platform)

/** `⌘K` on a Mac, `Ctrl K` elsewhere. */
export const shortcut = (key: string): string => (isApple ? `⌘${key}` : `Ctrl ${key}`)

/** The clipboard exists on secure origins only, and a tailnet address is none; the old way works everywhere. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyBySelection(text)
  }
}

function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'unseen'
  const focused = document.activeElement
  // Inside of a dialog, so that its hold on the focus does not take it away again.
  const host = focused?.closest('[role=dialog]') ?? document.body
  host.append(field)
  field.select()
  const isDone = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return isDone
}

/** Puts a text on the clipboard, and says whether it is there. */
export async function copyText(text: string): Promise<boolean> {
  const isDone = await copy(text)
  toast(isDone ? t('kit.copied') : t('kit.copy_failed'), isDone ? 'good' : 'danger')
  return isDone
}

export function CopyButton({ text, label = t('kit.copy'), onCopied }: { text: string; label?: string; onCopied?: (() => void) | undefined }) {
  const [isCopied, setCopied] = useState(false)
  const press = async () => {
    const isDone = await copyText(text)
    setCopied(isDone)
    if (isDone) onCopied?.()
  }
  return (
    <IconButton label={label} size="small" onPress={press}>
      {isCopied ? <CheckIcon /> : <CopyIcon />}
    </IconButton>
  )
}

/** The command that does the same as the page. */
export function CommandLine({ command }: { command: string }) {
  return (
    <span className={styles.command}>
      <span className="unseen">{t('kit.same_on_command_line')}</span>
      <code>{command}</code>
      <CopyButton text={command} />
    </span>
  )
}
