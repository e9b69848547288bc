// Sets the theme before the first paint, so that no page flashes in the wrong one.
// A file of its own and not a module: modules run after the page is parsed, and inline scripts are not allowed.
;(function () {
  var choice = 'system'
  try {
    choice = localStorage.getItem('muster.theme') || 'system'
  } catch {
    // Storage may be blocked; the system's theme is still right.
  }
  var isDark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
})()
