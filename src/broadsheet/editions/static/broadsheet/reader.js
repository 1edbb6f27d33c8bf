// Everything here improves pages that already work without it.
const page = document.documentElement
const language = page.lang || 'en'
// Where a bare language leaves the form of a date open, the one our desks write: 23 November, ٢٣ تشرين الثاني.
const dates = { en: 'en-GB', ar: 'ar-LB' }[language] || language
const numbering = page.dataset.numbering || undefined
const all = (selector, within = document) => [...within.querySelectorAll(selector)]
const make = (tag, set = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), set)
  element.append(...children)
  return element
}

// Today's date, in the edition's own zone, digits and calendar.
customElements.define('broadsheet-today', class extends HTMLElement {
  connectedCallback() {
    const { zone, numbering, calendar } = this.dataset
    const form = matchMedia('(width < 48rem)').matches ? 'short' : 'long'
    try {
      this.textContent = new Intl.DateTimeFormat(dates, {
        timeZone: zone || undefined, numberingSystem: numbering || undefined, calendar: calendar || undefined,
        weekday: form, day: 'numeric', month: form, year: form === 'long' ? 'numeric' : undefined,
      }).format()
    } catch { /* an unknown zone or calendar: no date is better than a wrong one */ }
  }
})

// Cards of the last day say how long ago, in the room their date had; the date stays in the title.
const ago = new Intl.RelativeTimeFormat(language, { numberingSystem: numbering })
const fresh = all('.card .meta time')
  .map(time => [time, Math.round((Date.now() - Date.parse(time.dateTime)) / 60000), time.getBoundingClientRect().width])
  .filter(([, minutes]) => minutes >= 0 && minutes < 1440)
for (const [time, minutes, room] of fresh) {
  time.style.minInlineSize = `${room}px`
  time.title = time.textContent
  time.textContent = minutes < 60 ? ago.format(-Math.max(minutes, 1), 'minute') : ago.format(-Math.round(minutes / 60), 'hour')
}

// Menus: one open at a time comes from the page itself; Escape, a click or focus elsewhere closes.
const shut = except => all('.menu details[open]').forEach(menu => menu !== except && (menu.open = false))
const wide = matchMedia('(width >= 64rem)')
for (const kind of ['click', 'focusin']) {
  addEventListener(kind, event => wide.matches && shut(event.target.closest?.('.menu details')))
}
addEventListener('keydown', event => {
  const menu = event.key === 'Escape' && document.querySelector('.menu details[open]')
  if (!menu) return
  if (menu.contains(document.activeElement)) menu.querySelector('summary').focus()
  menu.open = false
})

// Sharing: the device's own sheet on touch screens, else the link is copied.
const sheet = navigator.share && matchMedia('(pointer: coarse)').matches
if (sheet) for (const button of all('.share [data-share]')) button.title = button.ariaLabel = button.dataset.native
addEventListener('click', async event => {
  const button = event.target.closest?.('[data-share]')
  if (!button) return
  const { share: url, title, done } = button.dataset
  try {
    if (sheet) return await navigator.share({ title, url })
    await navigator.clipboard.writeText(url)
    const note = make('span', { className: 'copied', role: 'status', textContent: done })
    button.after(note)
    setTimeout(() => note.remove(), 2500)
  } catch { /* the reader changed their mind */ }
})

// Embeds: the player loads only when it is asked for.
addEventListener('click', event => {
  const link = event.target.closest?.('a[data-player]')
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  const frame = make('iframe', { src: link.dataset.player, title: (link.querySelector('b') || link).textContent, allow: 'autoplay; fullscreen; picture-in-picture', referrerPolicy: 'strict-origin-when-cross-origin' })
  link.replaceWith(frame)
  frame.focus()
})

// Chapters: the film on this page goes there, instead of the file being opened.
addEventListener('click', event => {
  const link = event.target.closest?.('.chapters a')
  const film = link?.closest('figure').querySelector('video, audio')
  if (!film) return
  event.preventDefault()
  film.currentTime = link.dataset.at
  film.play().catch(() => {})
})

// Galleries: one picture at a time, by keys, buttons or swipes that follow the direction of reading.
const count = new Intl.NumberFormat(language, { numberingSystem: numbering })
function view(gallery, index) {
  const figures = all('figure', gallery)
  const { gallery: title, close, next, previous } = gallery.dataset
  const forward = getComputedStyle(gallery).direction === 'rtl' ? -1 : 1
  const picture = make('img')
  const where = make('p', { className: 'where meta' })
  const words = make('p', { ariaLive: 'polite' })
  const step = (name, label, sign, by) => make('button', { type: 'button', className: `step ${name}`, ariaLabel: label, textContent: sign, onclick: () => show(index + by) })
  const dialog = make('dialog', { className: 'viewer', ariaLabel: title || gallery.closest('section')?.ariaLabel || next },
    where, make('button', { type: 'button', className: 'shut', ariaLabel: close, textContent: '✕', onclick: () => dialog.close() }),
    step('back', previous, '‹', -1), picture, step('ahead', next, '›', 1), words)
  const show = at => {
    index = (at + figures.length) % figures.length
    const small = figures[index].querySelector('img')
    picture.src = figures[index].querySelector('a').href
    picture.alt = small.alt
    words.textContent = figures[index].querySelector('figcaption')?.textContent || ''
    where.textContent = `${count.format(index + 1)} / ${count.format(figures.length)}`
    new Image().src = figures[(index + 1) % figures.length].querySelector('a').href
  }
  dialog.addEventListener('keydown', event => {
    const by = { ArrowRight: forward, ArrowLeft: -forward, PageDown: 1, PageUp: -1 }[event.key]
    if (by) { event.preventDefault(); show(index + by) }
    if (event.key === 'Home') show(0)
    if (event.key === 'End') show(figures.length - 1)
  })
  let start
  dialog.addEventListener('pointerdown', event => { start = event.pointerType === 'touch' ? event.clientX : undefined })
  dialog.addEventListener('pointerup', event => {
    const moved = event.clientX - start
    if (Math.abs(moved) > 40) show(index + (moved < 0 ? forward : -forward))
  })
  dialog.addEventListener('close', () => { dialog.remove(); figures[index].querySelector('a').focus() })
  document.body.append(dialog)
  show(index)
  dialog.showModal()
}
for (const gallery of all('[data-gallery]')) {
  gallery.addEventListener('click', event => {
    const link = event.target.closest('a')
    if (!link?.querySelector('img') || event.ctrlKey || event.metaKey || event.shiftKey) return
    event.preventDefault()
    view(gallery, all('figure a:has(img)', gallery).indexOf(link))
  })
}

// Parts that change without the page: fetched shortly before they come into view.
const near = new IntersectionObserver(entries => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) { near.unobserve(target); target.load() }
}, { rootMargin: '800px' })
customElements.define('broadsheet-fragment', class extends HTMLElement {
  connectedCallback() { near.observe(this) }
  async load() {
    try {
      const answer = await fetch(this.dataset.address)
      const text = answer.ok ? await answer.text() : ''
      if (text.trim()) this.innerHTML = text
      else if (answer.ok && !this.textContent.trim()) this.hidden = true
    } catch { /* offline: the link stays */ }
  }
})
