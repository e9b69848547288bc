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
export const WrapIcon = icon(<path d="M2.5 4h11M2.5 8h8.5a2 2 0 0 1 0 4H8M9.5 10.2 7.7 12l1.8 1.8M2.5 12h2" />, true)
export const PlusIcon = icon(<path d="M8 3.5v9M3.5 8h9" />)
export const MinusIcon = icon(<path d="M3.5 8h9" />)
export const FitIcon = icon(<path d="M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10" />)
export const PlugIcon = icon(<path d="M6 2.5v3M10 2.5v3M4 5.5h8v2a4 4 0 0 1-8 0zM8 11.5v2.5" />)
export const BatteryIcon = icon(<path d="M2 5h10.5v6H2zM14.5 7v2M4.5 7.5v1M7 7.5v1" />)
export const ChipIcon = icon(<path d="M4.5 4.5h7v7h-7zM6.5 2v2.5M9.5 2v2.5M6.5 11.5V14M9.5 11.5V14M2 6.5h2.5M2 9.5h2.5M11.5 6.5H14M11.5 9.5H14" />)
export const MemoryIcon = icon(<path d="M2 5h12v6H2zM5 7.5v1M8 7.5v1M11 7.5v1M4 11v1.5M12 11v1.5" />)
export const GraphicsIcon = icon(<path d="M2 4.5h12v6.5H2zM4.5 11v2M7 11v2M9.5 9.5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6" />)
export const NetworkIcon = icon(<path d="M8 6V2.5M8 6v3.5M3.5 9.5h9M3.5 9.5v3M12.5 9.5v3M8 9.5v3" />)
export const ScreenIcon = icon(<path d="M2.5 3h11v7.5h-11zM8 10.5V13M5.5 13h5" />)
export const ShieldIcon = icon(<path d="M8 2 3 4v4c0 3 2.2 5 5 6 2.8-1 5-3 5-6V4z" />)
export const LinkIcon = icon(<path d="M6.8 9.2 9.2 6.8M7.5 4.5 9 3a2.8 2.8 0 0 1 4 4l-1.5 1.5M8.5 11.5 7 13a2.8 2.8 0 0 1-4-4l1.5-1.5" />)

// Of the navigation, where a narrow window has no room for words.
export const OverviewIcon = icon(<path d="M2.5 2.5h4.5v6H2.5zM9 2.5h4.5v3.5H9zM9 8.5h4.5v5H9zM2.5 11h4.5v2.5H2.5z" />)
export const JobsIcon = icon(<path d="m2.5 4 1.2 1.2L6 2.8M2.5 10.5l1.2 1.2L6 9.3M8.5 4.2h5M8.5 10.7h5" />)
export const WorkersIcon = icon(<path d="M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01" />)
export const EnvironmentsIcon = icon(<path d="M2.5 3h11v10h-11zM5 6.5 7 8 5 9.5M8.5 10h2.5" />)
export const TemplatesIcon = icon(<path d="M4 2.5h5.5L12.5 5.5v8H4zM6.5 8h3.5M6.5 10.5h3.5" />)
export const UsageIcon = icon(<path d="M3 13.5v-4M8 13.5v-11M13 13.5v-7" />)
export const BillingIcon = icon(<path d="M2 4h12v8.5H2zM2 7h12M4.5 10h2" />)
export const AgentsIcon = icon(<path d="M3.5 5.5h9v7h-9zM8 2.5v3M6.2 9h.01M9.8 9h.01" />)
export const MarketplaceIcon = icon(<path d="M3 6.5v7h10v-7M2 6.5l1.5-4h9l1.5 4zM6.5 13.5v-4h3v4" />)
export const AuditIcon = icon(<path d="M8 2 3 4v4c0 3 2 5 5 6 3-1 5-3 5-6V4zM6 8l1.5 1.5L10.2 6.7" />)
export const DoctorIcon = icon(<path d="M2 8.5h3L6.5 4l3 8 1.5-3.5h3" />)
export const SettingsIcon = icon(<path d="M2.5 5h6M11.5 5h2M2.5 11h2M7.5 11h6M10 3.5v3M6 9.5v3" />)
