// What a catalogue is made of, and the types that make a missing or misspelt parameter an error of the compiler.

/** A sentence, or one per plural form, chosen by `count`. Parameters stand in braces. */
export type Message = string | { one: string; other: string }

/** The same in another language, which may have more forms, or fewer. */
export type Translated = string | (Partial<Record<Intl.LDMLPluralRule, string>> & { other: string })

/** Messages of another language by their keys; what is not there is said in English. */
export type Translation = Record<string, Translated>

type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never

type NamesOf<M> = M extends { one: infer One; other: infer Other } ? Names<One> | Names<Other> | 'count' : Names<M>

export type Parameters<M> = { [Name in NamesOf<M>]: Name extends 'count' ? number : string | number }

export type Arguments<M> = [NamesOf<M>] extends [never] ? [] : [Parameters<M>]
