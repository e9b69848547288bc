// Bars over names or days. It is a chunk of its own, and nothing in it is all that says something.

import { useEffect, useRef } from 'react'
import UPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { shownTheme } from '~/theme'
import type { Axis } from './axis'

type Props = {
  labels: string[]
  values: number[]
  axis: Axis
  /** The bar that is pointed at. */
  onPoint: (place: number | undefined) => void
}

const HEIGHT = 220
const FOOT = 28
/** A label below needs so much room, and a character beside so much. */
const LABEL = 56
const CHARACTER = 6.5

export default function Chart({ labels, values, axis, onPoint }: Props) {
  const place = useRef<HTMLDivElement>(null)
  const key = JSON.stringify([labels, values, axis.marks.map(axis.words)])
  useEffect(() => {
    const host = place.current
    if (!host) return undefined
    const all = { labels, values, axis, onPoint }
    let plot = draw(host, all)
    const again = () => {
      plot.destroy()
      plot = draw(host, all)
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

function draw(host: HTMLDivElement, { labels, values, axis: { marks, words }, onPoint }: Props): UPlot {
  const look = getComputedStyle(host)
  const role = (name: string) => look.getPropertyValue(name).trim()
  const axis = { stroke: role('--text-soft'), font: `11px ${role('--font-ui')}`, ticks: { show: false } }
  const beside = Math.ceil(Math.max(...marks.map((mark) => words(mark).length)) * CHARACTER) + 16
  const every = Math.max(1, Math.ceil((labels.length * LABEL) / Math.max(host.clientWidth - beside, LABEL)))
  // The last one is named, because it is the latest day.
  const isNamed = (at: number) => (labels.length - 1 - at) % every === 0
  const bars = UPlot.paths.bars?.({ size: [0.7, 48] })
  return new UPlot(
    {
      width: host.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
      hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx ?? undefined)] },
      scales: { x: { time: false, range: [-0.6, labels.length - 0.4] }, y: { range: [0, marks.at(-1) ?? 1] } },
      axes: [
        { ...axis, size: FOOT, grid: { show: false }, splits: () => labels.map((_, place) => place).filter(isNamed), values: (_, places) => places.map((at) => short(labels[at] ?? '')) },
        { ...axis, size: beside, grid: { stroke: role('--line'), width: 1 }, splits: () => marks, values: (_, shown) => shown.map(words) },
      ],
      series: [{}, { fill: role('--busy'), stroke: role('--busy'), width: 0, points: { show: false }, ...(bars ? { paths: bars } : {}) }],
    },
    [labels.map((_, place) => place), values],
    host,
  )
}

const LONGEST = 12

const short = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text)
