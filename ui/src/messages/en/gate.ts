// What the desktop window asks for where plans are to be sold and something is missing.

export const gate = {
  'gate.title': 'Plans are not set up yet',
  'gate.body': '`POLAR_FEATURE_GATE_ENABLED` says that cloud workers need a plan, and what that takes is not all there. Jobs run on this machine meanwhile; no cloud worker and no environment is made.',
  'gate.token': 'An organisation token of Polar: `polar_oat_…`',
  'gate.product': 'The id of what is sold',
  'gate.benefit': 'The id of the benefit that it gives',
  'gate.success': 'Where buyers land who have paid: `muster://checkout-return` leads back here',
  'gate.return': 'Where buyers land who turn back',
  'gate.switch': '`true` or `false`',
  'gate.note': 'It is kept in this machine’s keychain. The coordinator starts again with it, and jobs of this machine begin anew.',
  'gate.save': 'Use these',
  'gate.later': 'Not now',
  'gate.fill': 'Fill it in',
  'gate.lacks': 'Plans are not set up to the end',
} as const
