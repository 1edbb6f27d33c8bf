// A flash is sent without leaving the page, so that this page can follow the readers' streams and say
// how long it took from the key to them. Without this module the form works as forms do.
// With its semicolon: without it the hashed name is not put in.
import { follow } from '../stream.js';

const form = document.querySelector('[data-flash]')
const streams = JSON.parse(document.getElementById('flash-streams').textContent)
const PATIENCE = 3000
const seen = new Map()
let look = () => {}

for (const { edition, address, after } of streams) {
  follow(address, {
    after,
    onevent: ({ data }) => {
      seen.set(`${edition} ${JSON.parse(data).id}`, performance.now())
      look()
    },
    onreload: () => {},
  })
}

form.addEventListener('submit', async event => {
  event.preventDefault()
  const key = performance.now()
  const button = form.querySelector('[type=submit]')
  if (button.disabled) return
  button.disabled = true
  const body = new FormData(form)
  const answer = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'application/json' } })
    .catch(() => null)
  if (!answer?.ok) {
    // What is wrong is said by the page itself; the token makes sure that nothing is sent twice.
    HTMLFormElement.prototype.submit.call(form)
    return
  }
  const { address, reached, items } = await answer.json()
  const wanted = Object.entries(items).map(([edition, item]) => [edition, `${edition} ${item}`])
  const arrived = () => wanted.filter(([, name]) => seen.has(name))
  await new Promise(done => {
    look = () => { if (arrived().length === wanted.length) done() }
    look()
    setTimeout(done, PATIENCE)
  })
  const told = arrived().map(([edition, name]) => [edition, Math.round(seen.get(name) - key)])
  const token = form.querySelector('[name=csrfmiddlewaretoken]').value
  await fetch(reached, {
    method: 'POST',
    body: JSON.stringify(Object.fromEntries(told)),
    headers: { 'X-CSRFToken': token },
  }).catch(() => {})
  location = address
})

const undo = document.querySelector('[data-undo]')
if (undo) {
  let left = Number(undo.dataset.seconds)
  const words = undo.querySelector('[data-left]')
  const number = /\d+/
  const count = setInterval(() => {
    left -= 1
    words.textContent = words.textContent.replace(number, left)
    if (left <= 0) { clearInterval(count); undo.remove() }
  }, 1000)
  addEventListener('keydown', event => {
    const writes = event.target.closest?.('input, textarea, select')
    if (event.key !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return
    if (writes?.value && writes.type !== 'hidden') return
    event.preventDefault()
    if (undo.isConnected) undo.requestSubmit()
  })
}
