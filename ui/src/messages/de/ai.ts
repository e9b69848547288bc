import type { Translation } from '../catalogue'

export const ai = {
  'ai.explain': 'Diesen Fehlschlag erklären',
  'ai.again': 'Noch einmal fragen',
  'ai.label': 'Was ein Modell von diesem Fehlschlag hält',
  'ai.mark': 'Von einem Modell ({provider}, {model}) aus dem Ende des Logs geschrieben. Es kann sich irren, und seinetwegen wurde nichts getan.',
  'ai.failed': 'Das Modell hat nicht geantwortet: {why}',
  'ai.needs_owner': 'Erst muss ein Inhaber der Organisation zustimmen, in den Einstellungen oder hier',
  'ai.consent_title': 'Logs an {provider} senden?',
  'ai.consent_body': 'Der Befehl, sein Ende und die letzten 12 KiB des Logs gehen an {host}, für diesen Job und immer, wenn ein Mitglied nach einem fehlgeschlagenen fragt. Secrets, die Muster kennt, und was wie Zugangsdaten aussieht, werden vorher entfernt. Andere Teile eines Logs können vertraulich sein.',
  'ai.consent_confirm': 'Zustimmen und erklären',
  'ai.title': 'Fehlschläge erklären',
  'ai.body': 'Ein Modell kann gefragt werden, warum ein Job fehlgeschlagen ist. Es sieht den Befehl und das Ende des Logs, ohne Zugangsdaten, und nur, wenn ein Inhaber zustimmt.',
  'ai.none': 'Kein Modell ist eingerichtet. Die Einstellungen des Koordinators nennen eines.',
  'ai.allowed': '{provider} ({model}) an {host} darf gefragt werden.',
  'ai.forbidden': '{provider} ({model}) an {host} ist eingerichtet und darf nicht gefragt werden.',
  'ai.forbid': 'Zustimmung zurücknehmen',
  'ai.forbid_done': 'Nichts geht mehr an ein Modell',
  'ai.command': 'muster ai show',
} satisfies Translation
