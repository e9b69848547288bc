// What the coordinator says, in French: why a job waits and how it ended. The rest is English still.

import { sayer, type Sayings } from '../sayer'

const jobs: Sayings = {
  'starts at any moment': 'commence d’un instant à l’autre',
  'no worker has joined yet': 'aucun worker n’a encore rejoint',
  '1 worker lacks `{label}`': 'il manque `{label}` à 1 worker',
  '{count} workers lack `{label}`': 'il manque `{label}` à {count} workers',
  '1 worker does not meet `{requirement}`': '1 worker ne remplit pas `{requirement}`',
  '{count} workers do not meet `{requirement}`': '{count} workers ne remplissent pas `{requirement}`',
  '1 worker has fewer than {slots} slots': '1 worker a moins de {slots} places',
  '{count} workers have fewer than {slots} slots': '{count} workers ont moins de {slots} places',
  '{count} asleep': '{count} en veille',
  '{count} disconnected': { one: '{count} déconnecté', other: '{count} déconnectés' },
  '{count} lost': { one: '{count} perdu', other: '{count} perdus' },
  '{count} stopping': '{count} à l’arrêt',
  '{count} paused': '{count} en pause',
  '{count} being updated': '{count} en cours de mise à jour',
  '{count} busy': { one: '{count} occupé', other: '{count} occupés' },
  '{count} kept for a job ahead': { one: '{count} réservé pour un job devant', other: '{count} réservés pour un job devant' },
  'held by {by}: {reason}': 'retenu par {by} : {reason}',
  'the queue is paused by {by}: {reason}': 'la file est mise en pause par {by} : {reason}',
  'waits for {job}': 'attend {job}',
  'waits for {job} and 1 other': 'attend {job} et 1 autre',
  'waits for {job} and {others} others': 'attend {job} et {others} autres',
  'attempt {number} failed: {why}': 'l’essai {number} a échoué : {why}',
  'a worker was chosen and has not begun yet': 'un worker est choisi et n’a pas encore commencé',
  'is being cancelled': 'est en cours d’annulation',
  'exit code {code}': 'code de sortie {code}',
  'ended by a signal': 'terminé par un signal',
  'took longer than {seconds} s': 'a duré plus de {seconds} s',
  'the command could not be started': 'la commande n’a pas pu démarrer',
  'the worker was lost': 'le worker a été perdu',
  'the worker was shut down': 'le worker a été arrêté',
  '{job}, which it needs, failed': '{job}, dont il a besoin, a échoué',
  '{job}, which it needs, was cancelled': '{job}, dont il a besoin, a été annulé',
  '{job}, which it needs, timed out': '{job}, dont il a besoin, a dépassé son délai',
}

const workers: Sayings = {
  'its session is open': 'sa session est ouverte',
  'it polled within the last 45 seconds': 'il a interrogé dans les 45 dernières secondes',
  'it said that it goes to sleep': 'il a dit qu’il se met en veille',
  'it said that it stops': 'il a dit qu’il s’arrête',
  'its session is gone without a word': 'sa session a disparu sans un mot',
  'it stopped and has not come back': 'il s’est arrêté et n’est pas revenu',
  'nothing was heard of it for 5 minutes': 'rien de lui depuis 5 minutes',
  'disconnected a moment ago': 'déconnecté à l’instant',
  'disconnected a moment ago; its jobs are kept for now': 'déconnecté à l’instant ; ses jobs sont gardés pour l’instant',
  'disconnected {minutes} min ago': 'déconnecté il y a {minutes} min',
  'disconnected {minutes} min ago; its jobs are kept for now': 'déconnecté il y a {minutes} min ; ses jobs sont gardés pour l’instant',
  'not heard for {minutes} min; its jobs went back to the queue': 'sans nouvelles depuis {minutes} min ; ses jobs sont retournés dans la file',
}

export const parts: Sayings[] = [jobs, workers]

export const sayings: Sayings = Object.assign({}, ...parts)

export const say = sayer(sayings)
