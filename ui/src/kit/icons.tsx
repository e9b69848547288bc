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
export const WrapIcon = icon(<path d="M2.5 4h11M2.500 8h8.500a2 2 0 0 1 0 4H8M9.500 10.200 7.700 12l1.800 1.800M2.500 12h2" />, true)
export const PlusIcon = icon(<path d="M8 3.500v9M3.500 8h9" />)
export const MinusIcon = icon(<path d="M3.500 8h9" />)
export const FitIcon = icon(<path d="M2.500 6V2.500H6M10 2.500h3.500V6M13.500 10v3.500H10M6 13.500H2.500V10" />)
export const PlugIcon = icon(<path d="M6 2.500v3M10 2.500v3M4 5.500h8v2a4 4 0 0 1-8 0zM8 11.500v2.500" />)
export const BatteryIcon = icon(<path d="M2 5h10.500v6H2zM14.500 7v2M4.500 7.500v1M7 7.500v1" />)
export const ChipIcon = icon(<path d="M4.500 4.500h7v7h-7zM6.500 2v2.500M9.500 2v2.500M6.500 11.500V14M9.500 11.500V14M2 6.500h2.500M2 9.500h2.500M11.500 6.500H14M11.500 9.500H14" />)
export const MemoryIcon = icon(<path d="M2 5h12v6H2zM5 7.500v1M8 7.500v1M11 7.500v1M4 11v1.500M12 11v1.500" />)
export const GraphicsIcon = icon(<path d="M2 4.500h12v6.500H2zM4.500 11v2M7 11v2M9.500 9.500a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600" />)
export const NetworkIcon = icon(<path d="M8 6V2.500M8 6v3.500M3.500 9.500h9M3.500 9.500v3M12.500 9.500v3M8 9.500v3" />)
export const ScreenIcon = icon(<path d="M2.500 3h11v7.500h-11zM8 10.500V13M5.500 13h5" />)
export const ShieldIcon = icon(<path d="M8 2 3 4v4c0 3 2.200 5 5 6 2.800-1 5-3 5-6V4z" />)
export const LinkIcon = icon(<path d="M6.8 9.2 9.2 6.8M7.5 4.5 9 3a2.8 2.8 0 0 1 4 4l-1.500 1.500M8.500 11.500 7 13a2.800 2.800 0 0 1-4-4l1.500-1.500" />)
