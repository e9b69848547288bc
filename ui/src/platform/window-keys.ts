// The keys of the desktop window, which a browser would have around the page: what is pressed, and the entry of the app's menu.
// Where they are in a menu bar that sees a key before the page does, a terminal in it would lose them; so the page has them.

export const windowKeys: Readonly<Record<string, string>> = {
  'Mod++': 'zoom_in',
  'Mod+=': 'zoom_in',
  'Mod+-': 'zoom_out',
  'Mod+0': 'zoom_reset',
  'F11': 'full_screen',
  'Mod+r': 'reload',
  'Mod+m': 'menu_bar',
  'Mod+q': 'quit',
  'Mod+1': 'go overview',
  'Mod+2': 'go jobs',
  'Mod+3': 'go workers',
  'Mod+4': 'go environments',
  'Mod+5': 'go schedules',
  'Mod+6': 'go templates',
  'Mod+7': 'go agents',
  'Mod+8': 'go marketplace',
  'Mod+9': 'go usage',
}
