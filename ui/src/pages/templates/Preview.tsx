import { useState } from 'react'
import { Section } from '~/kit/Section'
import { CommandLine } from '~/kit/Text'
import { t } from '~/messages/t'
import { muster, word } from '~/hands/command'
import { type Draft, parametersOf, shownRows } from './draft'
import { filled, textOf, variable, wordsOf } from './line'
import { beginning, wrongSaid } from './parameter'
import { ParameterField } from './ParameterField'
import { runCommand, type Values } from './values'
import styles from './TemplateEditor.module.css'

/** The form in which it will be run, to be tried; and what would be run then. */
export function Preview({ draft }: { draft: Draft }) {
  const [typed, setTyped] = useState<Values>({})
  const parameters = Object.entries(parametersOf(shownRows(draft)))
  const values = Object.fromEntries(parameters.map(([name, parameter]) => [name, typed[name] ?? beginning(parameter)]))
  const wrong = Object.fromEntries(parameters.map(([name, parameter]) => [name, values[name] === '' ? undefined : wrongSaid(parameter, values[name] ?? '')]))
  const taken = Object.fromEntries(parameters.map(([name, parameter]) => [name, values[name] || beginning(parameter) || `‹${name}›`]))
  return (
    <Section title={t('template.preview')}>
      <div className={styles.preview}>
        {parameters.length === 0 && <p className={styles.soft}>{t('template.preview_none')}</p>}
        {parameters.map(([name, parameter]) => (
          <ParameterField key={`${name} ${parameter.type}`} name={name} parameter={parameter} value={values[name] ?? ''} error={wrong[name]} onChange={(value) => setTyped((all) => ({ ...all, [name]: value }))} />
        ))}
        {draft.job.command.trim() !== '' && (
          <div>
            <h3 className={styles.label}>{t('template.preview_command')}</h3>
            <pre role="region" className={styles.run} tabIndex={0} aria-label={t('template.preview_command')}>
              {toldCommand(draft, taken)}
            </pre>
          </div>
        )}
        <CommandLine command={draft.name ? runCommand(draft.name, values) : muster('job', 'submit', '--template', 'NAME')} />
      </div>
    </Section>
  )
}

/** A line for the shell finds the values in its environment; among words they stand in their gaps. */
function toldCommand({ manner, job: { command } }: Draft, values: Values): string {
  if (manner === 'words') return textOf((wordsOf(command) ?? [command]).map((one) => filled(one, values)))
  return [...Object.entries(values).map(([name, value]) => `${variable(name)}=${word(value)}`), command].join('\n')
}
