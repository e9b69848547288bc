import type { Translation } from '../catalogue'

export const gate = {
  'gate.title': 'Die Tarife sind noch nicht eingerichtet',
  'gate.body': '`POLAR_FEATURE_GATE_ENABLED` sagt, dass Cloud-Worker einen Tarif brauchen, und dafür ist nicht alles da. Jobs laufen inzwischen auf diesem Rechner; kein Cloud-Worker und keine Umgebung wird angelegt.',
  'gate.token': 'Ein Token der Organisation bei Polar: `polar_oat_…`',
  'gate.product': 'Die Id dessen, was verkauft wird',
  'gate.benefit': 'Die Id dessen, was man dafür bekommt',
  'gate.success': 'Wohin kommt, wer bezahlt hat: `muster://checkout-return` führt hierher zurück',
  'gate.return': 'Wohin kommt, wer umkehrt',
  'gate.switch': '`true` oder `false`',
  'gate.note': 'Es liegt dann im Schlüsselbund dieses Rechners. Der Koordinator startet damit neu, und Jobs dieses Rechners beginnen von vorn.',
  'gate.save': 'Verwenden',
  'gate.later': 'Nicht jetzt',
  'gate.fill': 'Ausfüllen',
  'gate.lacks': 'Die Tarife sind nicht fertig eingerichtet',
} satisfies Translation
