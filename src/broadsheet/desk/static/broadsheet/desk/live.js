// The screen of a live page. Posts go out without leaving it, and what others write comes in by the
// stream that readers follow. What was not sent stays in this browser.
// With its semicolon: without it the hashed name is not put in.
import { follow } from '../stream.js';

const desk = document.querySelector('live-desk')
const { events, after, posts, story, lost, refused, broken, restored, sent, saved, asks } = desk.dataset
const list = desk.querySelector('[data-list]')
const said = desk.querySelector('[data-said]')
const NAMES = ['post', 'edited', 'deleted', 'pinned', 'key-events', 'page', 'opened', 'closed', 'moved', 'gone']
const VIDEO = /^https:\/\/(?:[\w-]+\.)?(?:youtube\.com|youtu\.be|vimeo\.com|dailymotion\.com)\/\S+$/
const LOOK_EVERY = 15000
const composer = desk.querySelector('form[data-key=new]')

// What a form holds, by the names of its fields; the text with its markup.
const words = form => {
  const held = { text: text(form).innerHTML, authors: [] }
  for (const field of form.elements) {
    if (!field.name || field.name === 'csrfmiddlewaretoken') continue
    if (field.name === 'authors') { if (field.checked) held.authors.push(field.value) }
    else held[field.name] = field.type === 'checkbox' ? field.checked : field.value
  }
  return held
}
const text = form => form.querySelector('[data-text]')
const isEmpty = held => !new DOMParser().parseFromString(held.text, 'text/html').body.textContent.trim()
  && !['headline', 'quote_words', 'quote_speaker', 'picture', 'embed_address'].some(name => held[name])

function fill(form, held) {
  text(form).innerHTML = ''
  // Markup of our own newsroom, and yet: parsed without its scripts.
  const parsed = new DOMParser().parseFromString(held.text || '', 'text/html')
  for (const each of parsed.querySelectorAll('script, style, iframe, object, embed, img, svg')) each.remove()
  for (const each of parsed.querySelectorAll('*')) for (const { name } of [...each.attributes]) if (name !== 'href' || /^\s*(?:javascript|data):/i.test(each.getAttribute(name))) each.removeAttribute(name)
  text(form).append(...parsed.body.childNodes)
  const authors = (held.authors || []).map(String)
  for (const field of form.elements) {
    if (field.name === 'authors') field.checked = authors.includes(field.value)
    else if (field.name in held && field.name !== 'csrfmiddlewaretoken') {
      if (field.type === 'checkbox') field.checked = Boolean(held[field.name])
      else if (field.type !== 'file') field.value = held[field.name] || (field.name === 'quote_status' ? 'reported' : '')
    }
  }
  for (const part of form.querySelectorAll('[data-part]')) {
    part.hidden = ![...part.elements].some(field => field.name !== 'quote_status' && field.value && field.type !== 'button')
  }
  nameAuthors(form)
}

function nameAuthors(form) {
  const names = [...form.querySelectorAll('[name=authors]:checked')].map(field => field.dataset.name)
  form.querySelector('[data-names]').textContent = names.length ? `(${names.join(' · ')})` : ''
}

// Unsent words: kept with each key, gone once they are sent.
const place = form => `live:${story}:${form.dataset.key}`
const keep = form => { try { localStorage.setItem(place(form), JSON.stringify(words(form))) } catch { /* no room: the form still has them */ } }
const forget = form => { try { localStorage.removeItem(place(form)) } catch { /* as above */ } }
const kept = form => { try { return JSON.parse(localStorage.getItem(place(form))) } catch { return null } }

const say = line => { said.textContent = ''; requestAnimationFrame(() => { said.textContent = line }) }
const blame = (form, line) => { form.querySelector('[data-error]').textContent = line }

async function send(address, form) {
  const body = new FormData(form)
  body.set('text', text(form).innerHTML)
  try {
    return await fetch(address, { method: 'POST', body, headers: { Accept: 'application/json' } })
  } catch { return null }
}

async function submit(form) {
  const button = form.querySelector('[type=submit]')
  if (button.disabled || form.dataset.uploads > 0) return
  button.disabled = true
  blame(form, '')
  const answer = await send(form.action, form)
  button.disabled = false
  if (!answer) { keep(form); blame(form, lost); return }
  if (answer.status === 403 || answer.redirected) { keep(form); blame(form, refused); return }
  const told = await answer.json().catch(() => null)
  if (answer.status === 422) { blame(form, Object.values(told.errors).flat().join(' ')); return }
  if (answer.status === 409) { conflict(form, told); return }
  if (!answer.ok || !told) { keep(form); blame(form, broken); return }
  forget(form)
  if (form === composer) clear(told.token)
  else close(form)
  say(form === composer ? sent : saved)
  await look()
}

// An empty form for the next post; who writes stays.
function clear(token) {
  const { authors } = words(composer)
  composer.reset()
  for (const field of composer.querySelectorAll('input[type=hidden]')) if (field.name !== 'csrfmiddlewaretoken') field.value = ''
  fill(composer, { token, authors })
  preview(composer)
  text(composer).focus()
}

// Somebody else was quicker: both texts are shown, and nothing is lost.
function conflict(form, { conflict: line, theirs }) {
  const box = form.querySelector('.post-theirs')
  box.hidden = false
  box.querySelector('[role=alert]').textContent = line
  const shown = box.querySelector('[data-theirs]')
  const parsed = new DOMParser().parseFromString(theirs.text, 'text/html')
  shown.textContent = [theirs.headline, parsed.body.innerText, theirs.quote_words && `“${theirs.quote_words}” ${theirs.quote_speaker}`].filter(Boolean).join('\n')
  box.querySelector('[data-mine]').onclick = () => { form.elements.seen.value = theirs.seen; box.hidden = true; submit(form) }
  box.querySelector('[data-take]').onclick = () => { forget(form); close(form); look() }
  box.querySelector('[data-mine]').focus()
}

function edit(row, correcting = false) {
  if (row.querySelector('form')) return
  const form = desk.querySelector('template[data-edit]').content.firstElementChild.cloneNode(true)
  form.dataset.key = row.dataset.id
  form.action = `${posts}${row.dataset.id}/${correcting ? 'correct' : 'edit'}/`
  form.querySelector('.post-wrong').hidden = !correcting
  // A correction leaves the authors as they are.
  form.querySelector('.post-authors').hidden = correcting
  row.append(form)
  row.classList.add('is-edited')
  const unsent = kept(form)
  fill(form, unsent || JSON.parse(row.dataset.told))
  if (unsent) blame(form, restored)
  prepare(form)
  form.querySelector('[data-cancel]').onclick = () => { forget(form); close(form) }
  const start = correcting ? form.elements.wrong : text(form)
  start.focus()
  if (correcting) return
  getSelection().selectAllChildren(start)
  getSelection().collapseToEnd()
}

function close(form) {
  const row = form.closest('li')
  form.remove()
  row?.classList.remove('is-edited')
  text(composer || desk)?.focus()
}

function preview(form) {
  const image = form.querySelector('[data-preview]')
  image.hidden = true
  image.removeAttribute('src')
  form.querySelector('[data-title]').textContent = ''
}

async function upload(form, file) {
  const input = form.querySelector('[data-file]'), part = form.querySelector('[data-part=picture]')
  blame(form, '')
  if (file.size > Number(input.dataset.most)) { blame(form, input.dataset.tooLarge); return }
  const image = part.querySelector('[data-preview]')
  const body = new FormData()
  body.set('file', file, file.name || 'picture.png')
  body.set('csrfmiddlewaretoken', form.elements.csrfmiddlewaretoken.value)
  form.dataset.uploads = Number(form.dataset.uploads || 0) + 1
  part.hidden = false
  part.querySelector('[data-title]').textContent = '…'
  const answer = await fetch(input.dataset.upload, { method: 'POST', body, headers: { Accept: 'application/json' } }).catch(() => null)
  form.dataset.uploads -= 1
  const told = await answer?.json().catch(() => null)
  preview(form)
  if (!answer?.ok || !told) {
    part.hidden = true
    blame(form, answer?.status === 413 ? input.dataset.tooLarge : told?.errors ? Object.values(told.errors).flat().join(' ') : answer ? broken : lost)
    return
  }
  image.src = URL.createObjectURL(file)
  image.onload = () => URL.revokeObjectURL(image.src)
  image.hidden = false
  part.querySelector('[data-title]').textContent = told.title
  form.elements.picture.value = told.id
  form.elements.picture_alt.value ||= told.alt
  form.elements.picture_credit.value = told.credit
  form.elements.picture_caption.value ||= told.caption
  keep(form)
  const next = ['picture_alt', 'picture_credit'].map(name => form.elements[name]).find(field => !field.value)
  next?.focus()
}

function open(form, name) {
  const part = form.querySelector(`[data-part=${name}]`)
  part.hidden = !part.hidden
  if (!part.hidden) part.querySelector('input:not([type=hidden])').focus()
}

function prepare(form) {
  form.addEventListener('submit', event => { event.preventDefault(); submit(form) })
  form.addEventListener('input', event => {
    if (event.target.type === 'file') return
    nameAuthors(form)
    keep(form)
  })
  form.addEventListener('click', event => {
    const { open: name, drop } = event.target.closest('button')?.dataset || {}
    if (name) open(form, name)
    if (drop) {
      const part = form.querySelector(`[data-part=${drop}]`)
      for (const field of part.elements) if (field.name) field.value = ''
      if (drop === 'picture') preview(form)
      part.hidden = true
      keep(form)
    }
  })
  form.querySelector('[data-file]').addEventListener('change', event => {
    const [file] = event.target.files
    event.target.value = ''
    if (file) upload(form, file)
  })
  form.addEventListener('paste', event => {
    const file = [...event.clipboardData.files].find(each => each.type.startsWith('image/'))
    const line = event.clipboardData.getData('text/plain').trim()
    if (file) { event.preventDefault(); upload(form, file) }
    else if (event.target.closest('[data-text]') && VIDEO.test(line) && !form.elements.embed_address.value) {
      event.preventDefault()
      form.querySelector('[data-part=embed]').hidden = false
      form.elements.embed_address.value = line
      form.elements.embed_title.focus()
      keep(form)
    } else if (event.target.closest('[data-text]') && line && !event.clipboardData.getData('text/html')) {
      event.preventDefault()
      document.execCommand('insertText', false, line)
    }
  })
  form.addEventListener('keydown', event => {
    if (event.isComposing) return
    const inText = event.target.closest('[data-text]'), inLine = event.target.matches('input:not([type=checkbox], [type=file])')
    const plain = !event.shiftKey && !event.altKey
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || (inText || inLine) && plain)) {
      event.preventDefault()
      submit(form)
    } else if (event.key === 'Escape' && form !== composer) {
      event.preventDefault()
      forget(form)
      close(form)
    } else if (event.altKey && !event.ctrlKey) {
      const control = form.querySelector(`[data-alt=${CSS.escape(event.code)}]`)
      if (!control) return
      event.preventDefault()
      control.click()
    } else if (event.key === 'ArrowUp' && form === composer && isEmpty(words(form))) {
      const row = list.querySelector('li[data-id]')
      if (row) { event.preventDefault(); edit(row) }
    }
  })
}

list.addEventListener('click', async event => {
  const { act } = event.target.closest('button')?.dataset || {}
  const row = event.target.closest('li')
  if (!act) return
  if (act === 'edit' || act === 'correct') { edit(row, act === 'correct'); return }
  if (act === 'delete' && !confirm(asks)) return
  const body = new FormData()
  body.set('csrfmiddlewaretoken', document.querySelector('[name=csrfmiddlewaretoken]').value)
  const answer = await fetch(`${posts}${row.dataset.id}/${act}/`, { method: 'POST', body, headers: { Accept: 'application/json' } }).catch(() => null)
  if (!answer?.ok) {
    const told = await answer?.json().catch(() => null)
    say(told?.errors ? Object.values(told.errors).flat().join(' ') : answer ? broken : lost)
  }
  await look()
})

// Takes over the list as it stands; a row that is being edited keeps its form.
let looking, looks = 0
async function look() {
  const turn = ++looks
  const answer = await fetch(posts, { headers: { Accept: 'text/html' } }).catch(() => null)
  if (!answer?.ok || answer.redirected) return
  const fresh = new DOMParser().parseFromString(`<ol>${await answer.text()}</ol>`, 'text/html').querySelector('ol')
  // What was asked for later is newer, also where it came earlier.
  if (turn !== looks) return
  if (composer && answer.headers.get('X-Running') === '0') location.reload()
  const old = new Map([...list.children].map(row => [row.dataset.id, row]))
  const rows = [...fresh.children].map(row => {
    const before = old.get(row.dataset.id)
    if (!before) return document.adoptNode(row)
    if (before.querySelector('form') || before.dataset.version === row.dataset.version && before.innerHTML === row.innerHTML) return before
    return document.adoptNode(row)
  })
  // What somebody else has deleted while it is edited here keeps its words.
  for (const [id, row] of old) if (row.querySelector('form') && !rows.includes(row)) rows.unshift(row)
  if (rows.length !== list.children.length || rows.some((row, at) => row !== list.children[at])) {
    const held = document.activeElement
    const inside = list.contains(held), { id } = held.closest('li')?.dataset || {}
    const place = inside ? [...held.closest('li').querySelectorAll('a, button')].indexOf(held) : -1
    for (const [at, row] of rows.entries()) if (list.children[at] !== row) list.insertBefore(row, list.children[at] || null)
    while (list.children.length > rows.length) list.lastElementChild.remove()
    // Who has pressed a button of a row that is another one now is at the same button of that.
    const again = [...list.children].find(row => row.dataset.id === id)
    if (inside) (held.isConnected ? held : again?.querySelectorAll('a, button')[place] || text(composer || desk))?.focus()
  }
}
const soon = () => { clearTimeout(looking); looking = setTimeout(look, 150) }

if (composer) {
  prepare(composer)
  const unsent = kept(composer)
  if (unsent && !isEmpty(unsent)) { fill(composer, unsent); blame(composer, restored) }
  text(composer).focus()
}
follow(events, { after, names: NAMES, onevent: soon, onreload: soon })
setInterval(() => document.hidden || look(), LOOK_EVERY)
