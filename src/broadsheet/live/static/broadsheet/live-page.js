// A live page: what happens comes in without moving what is being read. The page is whole without it.
// With its semicolon: without it the hashed name is not put in.
import { follow } from './stream.js';

const NAMES = ['post', 'edited', 'deleted', 'pinned', 'key-events', 'page', 'closed', 'moved', 'gone']
const MINUTE = 60000, LAG = 2000, TRIES = 3
const page = document.documentElement
const language = page.lang || 'en'
const numberingSystem = page.dataset.numbering || undefined
const count = new Intl.NumberFormat(language, { numberingSystem })
const plural = new Intl.PluralRules(language)
const ago = new Intl.RelativeTimeFormat(language, { numberingSystem, numeric: 'auto' })
const make = (tag, set = {}) => Object.assign(document.createElement(tag), set)
const read = html => make('template', { innerHTML: html }).content.firstElementChild
const numberOf = item => Number(item.dataset.number)
const topOf = element => element.getBoundingClientRect().top
const inView = element => {
  const { top, bottom } = element.getBoundingClientRect()
  return bottom > 0 && top < innerHeight
}

customElements.define('live-page', class extends HTMLElement {
  waiting = new Map()
  rest = 0
  made = new WeakMap()
  // By what was told of, a post's number or a part's name: the id of the newest event.
  told = new Map()

  connectedCallback() {
    this.list = this.part('posts')
    this.pager = this.querySelector('.pager')
    this.labels = JSON.parse(this.dataset.labels)
    for (const item of this.items) this.made.set(item, item.outerHTML)
    this.newest = Math.max(0, ...this.items.map(numberOf))
    this.find(location.hash)
    this.tick()
    setInterval(() => this.tick(), MINUTE / 2)
    // The desk's preview shows the page in a frame.
    if (!this.dataset.events || self !== top) return
    this.button = make('button', { type: 'button', hidden: true, onclick: () => this.ask() })
    this.voice = make('p', { className: 'hide', role: 'status' })
    const bar = make('div', { className: 'fresh' })
    bar.append(this.button)
    this.list.before(bar, this.voice)
    this.away = new IntersectionObserver(entries => {
      for (const { isIntersecting, target } of entries) if (!isIntersecting) this.remove(target)
    })
    this.heard = this.dataset.after
    addEventListener('scrollend', () => this.waiting.size && this.atTop && this.let())
    // A page that nobody looks at holds no connection; it goes on where it was.
    document.addEventListener('visibilitychange', () => document.hidden ? this.stop() : this.follow())
    this.follow()
  }

  get items() { return [...this.list.children].filter(item => !item.matches('.is-gone')) }
  get own() { return 'own' in this.dataset }
  // Its first post is in sight, or further down.
  get atTop() { return this.own && topOf(this.list) >= 0 }
  part(name) { return this.querySelector(`[data-part=${name}]`) }
  post(id) { return this.items.find(item => item.dataset.id == id) }

  // A link to a post that has moved on to a page of its own, where no server had a say in it.
  find(hash) {
    const number = Number(/^#post-(\d+)$/.exec(hash)?.[1])
    const [visit] = performance.getEntriesByType('navigation')
    if (!this.own || !number || number > this.newest || this.querySelector(hash) || visit?.redirectCount) return
    const { posts, size } = this.dataset
    location.replace(`${posts}${Math.ceil(number / size)}/${hash}`)
  }

  // What is to be loaded later is loaded all the same: nobody tells of it again.
  stop() { this.end?.(); this.end = undefined }

  follow(after = this.heard) {
    this.stop()
    if (document.hidden || this.over) return
    this.end = follow(this.dataset.events, {
      names: NAMES, after,
      onevent: ({ id, event, data }) => { this.take(event, JSON.parse(data), parseFloat(id)); this.heard = id },
      onreload: id => { this.stop(); this.renew().then(had => this.goOn(had, id)) },
    })
  }

  // From what the loaded page had; where that is as old as before, from what the stream says.
  goOn(had, id) {
    const further = had != null && Number(had) > Number(this.heard)
    this.heard = further ? had : id
    if (!further) this.later()
    this.follow()
  }

  take(event, told, id) {
    this.told.set(told.number ?? event, id)
    if (event === 'post' || event === 'edited') this.put(read(told.html))
    else if (event === 'deleted') this.drop(told.id, told.number)
    else if (event === 'closed' || event === 'gone') this.finish(event)
    else if (event === 'moved') setTimeout(() => location.reload(), LAG * (1 + Math.random()))
    else if (event === 'page') this.later()
    else this.fill(event, told.html)
  }

  // The page is told of before it is pressed, and not all who look are to ask for it at once.
  later(left = TRIES) {
    this.soon ||= setTimeout(async () => {
      this.soon = undefined
      if (await this.renew() == null && !this.over && left) this.later(left - 1)
    }, LAG * (1 + 2 * Math.random()))
  }

  put(item) {
    const html = item.outerHTML, { id } = item.dataset, number = numberOf(item), old = this.post(id)
    this.made.set(item, html)
    // Before it is measured: nothing of it changes once it is in.
    this.tick([item])
    if (old) {
      if (this.made.get(old) !== html) this.replace(old, item)
    } else if (this.waiting.has(number)) this.waiting.set(number, item)
    else if (number > this.newest) {
      this.newest = number
      this.waiting.set(number, item)
      if (this.atTop) this.let()
      else this.offer()
      this.say(1)
    }
  }

  // Those who wait come in, the newest first.
  let() {
    const first = this.list.firstElementChild
    const items = [...this.waiting.values()].sort((one, other) => numberOf(other) - numberOf(one))
    this.querySelector('.nothing')?.remove()
    this.steady(first || this.pager, () => this.list.prepend(...items))
    this.waiting.clear()
    this.offer()
    this.trim()
  }

  ask() {
    if (!this.own) { location.href = this.dataset.address; return }
    this.let()
    const link = this.list.querySelector('a')
    this.list.scrollIntoView({ block: 'start' })
    link?.focus({ preventScroll: true })
  }

  offer() {
    const { size } = this.waiting
    this.button.hidden = !size
    if (size) this.button.textContent = this.label(size)
  }

  label(number) {
    return (this.labels[plural.select(number)] || this.labels.other).replace('{count}', count.format(number))
  }

  replace(old, item) {
    const focused = old.contains(document.activeElement), { height } = old.getBoundingClientRect()
    this.steady(old.nextElementSibling || this.pager, () => {
      old.replaceWith(item)
      // Rather a gap than words that move up.
      if (inView(item) && item.getBoundingClientRect().height < height) item.style.minBlockSize = `${height}px`
    })
    if (focused) item.querySelector('a').focus({ preventScroll: true })
  }

  // Who is reading it is told; for all others it is as if it had never been.
  drop(id, number) {
    if (this.waiting.delete(number)) this.offer()
    const old = this.post(id)
    if (!old) return
    if (!inView(old)) { this.remove(old); return }
    const gone = make('li', { className: 'post is-gone' })
    gone.append(make('p', { textContent: this.dataset.deleted }))
    gone.style.minBlockSize = `${old.getBoundingClientRect().height}px`
    old.replaceWith(gone)
    this.away.observe(gone)
  }

  remove(item) {
    this.away.unobserve(item)
    this.steady(item.nextElementSibling || this.pager, () => item.remove())
  }

  fill(name, html) {
    const part = this.part(name)
    if (!part || part.innerHTML.trim() === html) return
    const { height } = part.getBoundingClientRect(), below = part.nextElementSibling
    this.steady(below, () => {
      part.innerHTML = html
      part.style.minBlockSize = inView(part) && part.offsetHeight < height ? `${height}px` : ''
    })
  }

  // What stands below a change stays where it is: the page is scrolled by as much as it grew.
  steady(below, change) {
    const before = topOf(below)
    change()
    // Pages are scrolled by whole pixels: what is left over is made good the next time.
    const moved = topOf(below) - before + this.rest, stood = scrollY
    if (before >= innerHeight || topOf(below) === before) return
    scrollBy({ top: Math.round(moved), behavior: 'instant' })
    this.rest = Math.abs(moved - (scrollY - stood)) < 1 ? moved - (scrollY - stood) : 0
  }

  // A page holds twenty to thirty-nine posts; what is further down has a page of its own by now.
  trim() {
    const { size, posts } = this.dataset, full = Math.max(0, Math.floor(this.newest / size) - 1)
    for (const item of this.items) {
      if (numberOf(item) <= full * size && topOf(item) > innerHeight) item.remove()
    }
    if (!full) return
    const older = this.pager.querySelector('.older')
    older.href = `${posts}${full}/`
    older.hidden = this.pager.hidden = false
  }

  // Loads the page anew and takes over what differs. Returns how far the ledger had come with it.
  async renew() {
    try {
      const answer = await fetch(location.pathname, { cache: 'no-cache' })
      if ([404, 410, 451].includes(answer.status)) { this.finish('gone'); return }
      if (!answer.ok) return
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('live-page')
      if (!fresh) return
      const items = [...fresh.querySelector('[data-part=posts]').children]
      const numbers = new Set(items.map(numberOf)), lowest = Math.min(...numbers)
      // The page may have been pressed before what its stream has told of meanwhile.
      const newer = name => this.told.get(name) > Number(fresh.dataset.after)
      for (const item of items.reverse()) if (!newer(numberOf(item))) this.put(document.adoptNode(item))
      for (const old of this.items) {
        const number = numberOf(old)
        if (!numbers.has(number) && number >= lowest && !newer(number)) this.drop(old.dataset.id, number)
      }
      for (const number of this.waiting.keys()) {
        if (this.own && !numbers.has(number) && !newer(number)) this.waiting.delete(number)
      }
      this.offer()
      for (const name of ['pinned', 'key-events']) {
        const part = fresh.querySelector(`[data-part=${name}]`)
        if (part && !newer(name)) this.fill(name, part.innerHTML.trim())
      }
      if (!fresh.dataset.events) this.finish('closed')
      return fresh.dataset.after
    } catch { /* the next try may be luckier */ }
  }

  finish(why) {
    if (this.over) return
    this.over = true
    this.stop()
    clearTimeout(this.soon)
    const words = this.dataset[why], note = make('p', { className: 'over', role: 'status', textContent: `${words} ` })
    if (why === 'gone') { this.replaceChildren(note); return }
    note.append(make('a', { href: this.dataset.address, textContent: this.dataset.renew }))
    this.steady(this.list, () => this.list.before(note))
    for (const pulse of document.querySelectorAll('.head .pulse')) pulse.classList.remove('pulse')
  }

  // One sentence for all that comes within a moment, when whoever listens has a pause.
  say(number) {
    this.unsaid = (this.unsaid || 0) + number
    this.saying ||= setTimeout(() => {
      this.voice.textContent = this.label(this.unsaid)
      this.saying = this.unsaid = 0
    }, 1500)
  }

  // How long ago, beside the hour, in room of its own.
  tick(items = this.items) {
    for (const item of items) {
      const minutes = Math.round((Date.now() - Date.parse(item.querySelector('time').dateTime)) / MINUTE)
      item.querySelector('.ago').textContent = minutes < 0 || minutes >= 1440 ? ''
        : minutes < 60 ? ago.format(-minutes, 'minute') : ago.format(-Math.round(minutes / 60), 'hour')
    }
  }
})
