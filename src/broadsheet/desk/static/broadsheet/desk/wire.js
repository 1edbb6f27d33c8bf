// The wire inbox: new items appear by themselves, the item is read beside the list, keys do the rest.
// Without this module the list is a page of links and forms that work.

const board = document.querySelector('[data-wire]')
const list = board.querySelector('[data-list]')
const beside = board.querySelector('[data-beside]')
const said = board.querySelector('[data-said]')
const waitingLine = board.querySelector('[data-waiting]')
const keys = document.querySelector('[data-keys]')
const title = document.title
const SEEN = 300
const HIDDEN = 5000
const AT_THE_TOP = 120
const KEPT = 300
let number = Number(board.dataset.number)
let held = []
let unseen = 0

const rows = () => [...list.querySelectorAll(':scope > .wire-row')]
const current = () => list.querySelector('[aria-current]')
const writes = target => target.closest?.('input, textarea, select, [contenteditable]')
const say = words => { said.textContent = words }

// What is new

async function look() {
  const shown = rows().map(row => row.dataset.id).join(',')
  const answer = await fetch(`${board.dataset.rows}&after=${number}&shown=${shown}`).catch(() => null)
  if (!answer || answer.status === 204) return
  if (answer.redirected || !answer.ok) return
  number = Number(answer.headers.get('X-Wire-Number'))
  const template = document.createElement('template')
  template.innerHTML = await answer.text()
  for (const row of template.content.querySelectorAll('.wire-row')) take(row)
  showWaiting()
}

function take(row) {
  const old = document.getElementById(row.id)
  const moved = !old || old.dataset.arrived !== row.dataset.arrived
  held = held.filter(other => other.id !== row.id)
  if (old && old.hasAttribute('aria-current')) row.setAttribute('aria-current', 'true')
  if (!moved) {
    old.replaceWith(row)
    return
  }
  row.classList.add('is-new')
  if (row.dataset.alert) alertTo(row)
  if (document.hidden) {
    unseen += 1
    document.title = `(${unseen}) ${title}`
  }
  // Who reads further down is not moved: what is new waits above.
  const reading = list.getBoundingClientRect().top < -AT_THE_TOP
  if (reading && !old) held.push(row)
  else if (reading) old.replaceWith(row)
  else put(row, old)
}

function put(row, old) {
  old?.remove()
  list.prepend(row)
  document.querySelector('[data-none]')?.remove()
  for (const last of rows().slice(KEPT)) last.remove()
}

function showWaiting() {
  waitingLine.hidden = !held.length
  waitingLine.querySelector('button').textContent = `${held.length} ${board.dataset.saysNew} ↑`
}

function showHeld() {
  for (const row of held) put(row, document.getElementById(row.id))
  held = []
  showWaiting()
  list.scrollIntoView({ block: 'start' })
}

function alertTo(row) {
  say(`${board.dataset.saysAlert}: ${row.dataset.alert}. ${row.querySelector('h2').textContent}`)
}

async function keepLooking() {
  for (;;) {
    await new Promise(done => setTimeout(done, document.hidden ? HIDDEN : SEEN))
    await look()
  }
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) return
  unseen = 0
  document.title = title
  if (board.dataset.live === 'true') look()
})
waitingLine.querySelector('button').addEventListener('click', showHeld)
if (board.dataset.live === 'true') keepLooking()

// One item

function choose(row) {
  if (!row) return
  current()?.removeAttribute('aria-current')
  row.setAttribute('aria-current', 'true')
  row.classList.remove('is-new')
  row.scrollIntoView({ block: 'nearest' })
}

async function read(address, row, { focus = false } = {}) {
  if (row) choose(row)
  const answer = await fetch(`${address}?beside`).catch(() => null)
  if (!answer?.ok) { location = address; return }
  beside.innerHTML = await answer.text()
  for (const form of beside.querySelectorAll('form')) {
    form.insertAdjacentHTML('beforeend', '<input type="hidden" name="query">')
    form.querySelector('[name=query]').value = board.dataset.query
  }
  beside.scrollTop = 0
  if (focus) beside.focus({ preventScroll: true })
  if (matchMedia('(width < 64rem)').matches) beside.scrollIntoView({ block: 'start' })
}

const addressOf = row => row.querySelector('h2 a').href

list.addEventListener('click', event => {
  const link = event.target.closest('h2 a, .wire-behind a')
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return
  event.preventDefault()
  read(link.href, link.closest('.wire-row'))
})

async function act(row, what) {
  const body = new FormData()
  body.append('csrfmiddlewaretoken', board.dataset.csrf)
  const address = `${addressOf(row)}${what}/`
  const answer = await fetch(address, { method: 'POST', body, headers: { Accept: 'application/json' } })
    .catch(() => null)
  if (answer?.ok) {
    say('')
    await look()
    if (beside.querySelector('[data-item]')?.dataset.item === row.dataset.id) read(addressOf(row))
  } else say(answer ? await answer.text() : '')
}

function makeStory(row) {
  const form = document.createElement('form')
  form.method = 'POST'
  form.action = `${addressOf(row)}story/`
  const chosen = beside.querySelector(`[data-item="${row.dataset.id}"] [name=edition]`)
  for (const [name, value] of [['csrfmiddlewaretoken', board.dataset.csrf], ['edition', chosen?.value ?? '']]) {
    const field = Object.assign(document.createElement('input'), { type: 'hidden', name, value })
    form.append(field)
  }
  document.body.append(form)
  form.submit()
}

beside.addEventListener('click', event => {
  const button = event.target.closest('[data-act]')
  const id = beside.querySelector('[data-item]')?.dataset.item
  const row = document.getElementById(`wire-${id}`)
  if (!button || !row || button.dataset.act === 'story') return
  event.preventDefault()
  act(row, button.dataset.act)
})

// Keys

function step(by) {
  const all = rows()
  const at = all.indexOf(current())
  const row = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]
  choose(row)
  if (row && beside.querySelector('[data-item]')) read(addressOf(row))
}

const onRow = {
  Enter: row => read(addressOf(row), row, { focus: true }),
  m: makeStory,
  t: row => act(row, row.dataset.state === 'taken' ? 'give-back' : 'take'),
  s: row => { step(1); act(row, 'skip') },
}
const anywhere = {
  j: () => step(1),
  k: () => step(-1),
  n: showHeld,
  '/': () => document.getElementById('wire-words').focus(),
  '?': () => keys.showModal(),
}

// A keyboard of another script has other letters on these keys: there they are known by their place.
const PLACES = { KeyJ: 'j', KeyK: 'k', KeyM: 'm', KeyT: 't', KeyS: 's', KeyN: 'n', Slash: '/' }
function meant(event) {
  if (event.key.length > 1 || event.key < '\u0080') return event.key
  const key = PLACES[event.code] ?? event.key
  return key === '/' && event.shiftKey ? '?' : key
}

addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || keys.open) return
  if (event.key === 'Escape' && writes(event.target)) event.target.blur()
  if (writes(event.target)) return
  if (event.key === 'Enter' && event.target.closest?.('a, button, summary')) return
  const row = current()
  const key = meant(event)
  const does = anywhere[key] ?? (row && onRow[key])
  if (!does) return
  event.preventDefault()
  does(row)
})
