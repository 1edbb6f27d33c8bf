// The breaking ticker: one item at a time, in room that the bar holds from the start.
// With its semicolon: without it the hashed name is not put in.
import { follow } from './stream.js';

const KEPT = 12, TURN = 8000, GATHER = 1500
const page = document.documentElement
const calm = matchMedia('(prefers-reduced-motion: reduce)')
const count = new Intl.NumberFormat(page.lang || 'en', { numberingSystem: page.dataset.numbering || undefined })
const make = (tag, set = {}) => Object.assign(document.createElement(tag), set)
const words = item => item.querySelector('a, s').textContent

customElements.define('breaking-ticker', class extends HTMLElement {
  list = make('ul')
  news = []
  told = new Map()

  connectedCallback() {
    const { next, pause } = this.dataset
    const hold = make('button', { className: 'hold', type: 'button', ariaLabel: pause, title: pause, ariaPressed: 'false' })
    hold.onclick = () => { hold.ariaPressed = String(this.paused = !this.paused) }
    this.voice = make('p', { className: 'hide', role: 'status' })
    this.firstElementChild.append(this.list, this.voice, hold,
      make('button', { className: 'on', type: 'button', ariaLabel: next, title: next, textContent: '›', onclick: () => this.next() }))
    setInterval(() => this.paused || calm.matches || this.busy || this.next(), TURN)
    // A page that nobody looks at holds no connection; it goes on where it was.
    document.addEventListener('visibilitychange', () => document.hidden ? this.end?.() : this.follow())
    this.load().then(() => this.follow())
  }

  get busy() { return document.hidden || this.matches(':hover, :focus-within') }
  get shown() { return this.list.querySelector('[data-shown]') }

  // What was shown stays in sight where the new list has it.
  async load(cache = 'default') {
    try {
      const answer = await fetch(this.dataset.fragment, { cache })
      if (!answer.ok) return
      const list = this.read(await answer.text()), id = this.shown?.dataset.id
      const { after } = list.dataset, old = [...this.list.children]
      // The fragment may have been made before what the stream has told of meanwhile.
      const told = item => this.told.get(item.dataset.id) > after
      for (const item of [...list.children]) {
        const had = this.find(item.dataset.id)
        item.seen = had?.seen
        if (!had && told(item)) item.remove()
      }
      this.heard ??= after
      this.list.replaceWith(this.list = list)
      for (const item of old.reverse()) if (told(item)) this.put(item, this.find(item.dataset.id))
      this.show(this.find(id) || list.firstElementChild)
      return after
    } catch { /* offline: the link stays */ }
  }

  follow() {
    this.end?.()
    // The desk's preview shows the page in a frame.
    if (document.hidden || self !== top) return
    this.end = follow(this.dataset.events, {
      after: this.heard, onevent: event => this.take(event), onreload: id => this.renew(id),
    })
  }

  // From what the new fragment had; one that is as old as before is on its way: it is asked for again.
  async renew(id) {
    this.end()
    const had = await this.load('no-cache')
    if (had - this.heard > 0) this.heard = had
    else {
      this.heard = id
      setTimeout(() => this.load('no-cache'), GATHER * (1 + 2 * Math.random()))
    }
    this.follow()
  }

  take({ id, event, data }) {
    this.heard = id
    const told = JSON.parse(data), old = this.find(told.id)
    this.told.set(String(told.id), parseFloat(id))
    if (event === 'item') this.put(this.read(told.html), old)
    else if (old) event === 'withdrawn' && old.seen ? this.strike(old) : this.drop(old)
  }

  put(item, old) {
    if (old?.outerHTML.replace(' data-shown=""', '') === item.outerHTML) return
    if (old) {
      const focused = old.contains(document.activeElement), { shown } = old.dataset
      item.seen = old.seen
      old.replaceWith(item)
      if (shown != null) this.show(item)
      if (focused) item.querySelector('a').focus()
      return
    }
    const older = [...this.list.children].find(each => each.dataset.at <= item.dataset.at)
    older ? older.before(item) : this.list.append(item)
    while (this.list.children.length > KEPT) this.drop(this.list.lastElementChild)
    if (item !== this.list.firstElementChild) return
    this.say(words(item))
    if (!this.paused && !this.busy || !this.shown) this.show(item)
  }

  // Who has seen it is told; nobody else hears of it.
  strike(old) {
    // A new element: words that move within one that stands would be a shift.
    const item = old.cloneNode(true), link = item.querySelector('a'), { withdrawn } = this.dataset
    if (!link) return
    const text = make('s')
    text.append(...link.childNodes)
    link.replaceWith(text)
    item.className = 'is-withdrawn'
    item.querySelector('b').textContent = withdrawn
    item.seen = true
    old.replaceWith(item)
    this.say(`${withdrawn}: ${words(item)}`)
  }

  drop(item) {
    if (item === this.shown) this.next()
    item.remove()
  }

  // What came meanwhile goes first.
  next() {
    const items = [...this.list.children]
    this.show(items.find(item => !item.seen) || this.shown?.nextElementSibling || items[0])
  }

  show(item) {
    this.shown?.removeAttribute('data-shown')
    if (!item) return
    item.dataset.shown = ''
    item.seen = true
  }

  // One sentence for all that comes within a moment, when whoever listens has a pause.
  say(text) {
    this.news.push(text)
    this.later ||= setTimeout(() => {
      const { length } = this.news
      this.voice.textContent = `${this.dataset.label}${length > 1 ? ` (${count.format(length)})` : ''}: ${this.news.at(-1)}`
      this.news = []
      this.later = 0
    }, GATHER)
  }

  find(id) { return [...this.list.children].find(item => item.dataset.id == id) }
  read(html) { return make('template', { innerHTML: html }).content.firstElementChild }
})
