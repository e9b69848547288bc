import { Button } from '~/kit/Button'
import { useStore } from '~/store'
import { type ActionId, keysOf, shortcuts } from './bindings'
import { showKeys } from './keys'
import { perform, type Action } from './registry'
import { Shortcut } from './Shortcut'

type Props = {
  action: Action
  /** The button's own short word. */
  text: string
  look?: 'main' | 'plain'
  size?: 'normal' | 'small'
  /** In a row of a list, where the word alone does not say to what. */
  isNamedInFull?: boolean
}

/** A button for an action, which says its keys to whoever stays on it. */
export function ActionButton({ action, text, look = 'plain', size = 'small', isNamedInFull = false }: Props) {
  return (
    <Button
      size={size}
      look={action.isDangerous ? 'danger' : look}
      disabledReason={action.obstacle}
      hint={<Hint id={action.id} />}
      {...(isNamedInFull ? { label: action.text } : {})}
      onPress={() => perform(action)}
    >
      {text}
    </Button>
  )
}

function Hint({ id }: { id: ActionId }) {
  const keys = keysOf(id, useStore(shortcuts))
  return showKeys(keys).length > 0 ? <Shortcut keys={keys} /> : null
}
