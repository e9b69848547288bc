// A link that looks like a button: it leads somewhere, so it can be opened in a new tab and its address copied.

import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'
import styles from './Button.module.css'

type Props = AnchorHTMLAttributes<HTMLAnchorElement> & { size?: 'normal' | 'small'; look?: 'plain' | 'main'; ref?: Ref<HTMLAnchorElement> }

function Anchor({ size = 'normal', look = 'plain', children, ...rest }: Props) {
  return (
    <a {...rest} className={styles.button} data-size={size} data-look={look}>
      {children}
    </a>
  )
}

export const ButtonLink = createLink(Anchor)
