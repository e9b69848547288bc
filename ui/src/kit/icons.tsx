// The few pictures of the console, drawn on a grid of 16.

import type { ReactNode } from 'react'

/** A picture that points along the line is turned where lines run from right to left. */
function icon(children: ReactNode, turns = false) {
  return function Icon() {
    return (
      <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true" data-turns={turns || undefined}>
        {children}
      </svg>
    )
  }
}

export const SearchIcon = icon(<path d="m10.5 10.5 3 3M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10Z" />)
export const CloseIcon = icon(<path d="m4 4 8 8M12 4l-8 8" />)
export const CopyIcon = icon(<path d="M6 6h7v7H6zM3 10V3h7" />)
export const CheckIcon = icon(<path d="m3 8.5 3.2 3L13 4.5" />)
export const DownIcon = icon(<path d="m4.5 6.5 3.5 3.5 3.5-3.5" />)
export const UpIcon = icon(<path d="m4.5 9.5 3.5-3.5 3.5 3.5" />)
export const RightIcon = icon(<path d="m6.5 4.5 3.5 3.5-3.5 3.5" />, true)
export const BackIcon = icon(<path d="M13 8H3.5M7 4.5 3.5 8 7 11.5" />, true)
export const DownloadIcon = icon(<path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M3 13.5h10" />)
export const MoreIcon = icon(<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" strokeWidth="2" />)
export const ClockIcon = icon(<path d="M8 5v3l2 1.5M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Z" />)
export const ListIcon = icon(<path d="M2.5 4h11M2.5 8h11M2.5 12h11" />)
export const CardsIcon = icon(<path d="M2.5 2.5H7V7H2.5zM9 2.5h4.5V7H9zM2.5 9H7v4.5H2.5zM9 9h4.5v4.5H9z" />)
export const FunnelIcon = icon(<path d="M2.5 3.5h11L9.5 8.5v4l-3-1.5V8.5z" />)
export const LinkIcon = icon(<path d="M6.8 9.2 9.2 6.8M7.5 4.5 9 3a2.8 2.8 0 0 1 4 4l-1.500 1.500M8.500 11.500 7 13a2.800 2.800 0 0 1-4-4l1.500-1.500" />)
