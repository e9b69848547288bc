// What the coordinator says is English. Here it is said in the page's language, as far as it is known there.

import { locale } from '~/format/locale'

/** A sentence in another language; nothing if it is not known. */
export type Sayer = (sentence: string) => string | undefined

let wanted: Promise<Sayer> | undefined
let sayer: Sayer | undefined
let isComing: Promise<unknown> = Promise.resolve()

/** From now on in this language. A sayer that does not arrive is no reason to say nothing. */
export function sayWith(loaded: Promise<Sayer> | undefined): void {
  wanted = loaded
  sayer = undefined
  const take = (next: Sayer) => {
    if (wanted === loaded) sayer = next
  }
  isComing = loaded ? loaded.then(take, () => undefined) : Promise.resolve()
}

/** Whoever shows what the coordinator says waits for this first. The page itself does not. */
export const sayerHasCome = (): Promise<unknown> => isComing

/** A sentence as it is said here: never a part of it, so one that is not known stays as it is. */
export const said = (sentence: string): string => sayer?.(sentence) ?? sentence

/** The same where there is no type of code, as in what a pointer is told. */
export const saidPlainly = (sentence: string): string => said(sentence).replaceAll('`', '')

/** Whether it is English in a page that is not, which those who listen have to be told. */
export const isForeign = (sentence: string): boolean => !locale().startsWith('en') && said(sentence) === sentence
