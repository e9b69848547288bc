// Bars over names or days. It is a chunk of its own, and nothing in it is all that says something.

import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { shownTheme } from '~/theme'

type Props = { labels: string[]; values: number[]; words: (value: number) => string }

const HEIGHT = 220
const AXIS = 64
/** A label needs so much room. */
const LABEL = 56

export default function Chart({ labels, values, words }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const key = JSON.stringify([labels, values])
  useEffect(() => {
    const host = place.current
    if (!host) return undefined
    let plot = draw(host, { labels, values, words })
    const again = () => {
      plot.destroy()
      plot = draw(host, { labels, values, words })
    }
    const sizes = new ResizeObserver(() => plot.setSize({ width: host.clientWidth, height: HEIGHT }))
    sizes.observe(host)
    const unfollow = shownTheme.follow(again)
    return () => {
      unfollow()
      sizes.disconnect()
      plot.destroy()
    }
    // The texts of what is drawn say whether it is drawn anew; a new function of the same meaning does not.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [key])
  return <div ref={place} />
}

function draw(host: HTMLDivElement, { labels, values, words }: Props): UPlot {
  const look = getComputedStyle(host)
  const role = (name: string) => look.getPropertyValue(name).trim()
  const axis = { stroke: role('--text-soft'), font: `11px ${role('--font-ui')}`, ticks: { show: false } }
  const every = Math.max(1, Math.ceil((labels.length * LABEL) / Math.max(host.clientWidth - AXIS, LABEL)))
  const bars = UPlot.paths.bars?.({ size: [0.7, 48] })
  return new UPlot(
    {
      width: host.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
      axes: [
        { ...axis, grid: { show: false }, splits: () => labels.map((_, place) => place).filter((at) => at % every === 0), values: (_, places) => places.map((at) => short(labels[at] ?? '')) },
        { ...axis, size: AXIS, grid: { stroke: role('--line'), width: 1 }, values: (_, marks) => marks.map(words) },
      ],
      series: [{}, { fill: role('--accent'), stroke: role('--accent'), width: 0, points: { show: false }, ...(bars ? { paths: bars } : {}) }],
    },
    [labels.map((_, place) => place), values],
    host,
  )
}

const LONGEST = 12

const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text)
