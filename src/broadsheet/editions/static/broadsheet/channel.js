// The channel: a player with keys and captions that gets over interruptions, and what is on now.
// With its semicolon: without it the hashed name is not put in.
import { follow } from './stream.js';

const HLS = 'application/vnd.apple.mpegurl'
const RETRY = 2, RETRY_MOST = 60, STUCK = 12, LATE = 20, STEP = 10
const make = (tag, set = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), set)
  element.append(...children)
  return element
}
// Safari plays all of HLS itself; others at most its picture and sound.
const plays = video => video.canPlayType(HLS) && !document.documentElement.dataset.ownPlayer
const whole = video => plays(video) && 'getStartDate' in video

customElements.define('live-player', class extends HTMLElement {
  failed = 0

  connectedCallback() {
    this.words = JSON.parse(this.dataset.words)
    this.video = this.querySelector('video')
    this.screen = this.querySelector('.screen')
    this.said = this.querySelector('.interrupted')
    this.build()
    for (const [name, act] of Object.entries({
      play: () => { this.wanted = true; this.say('playing') },
      pause: () => { if (!this.broken) { this.wanted = false; this.say('paused') } },
      playing: () => this.mended(),
      error: () => this.interrupted(),
      ended: () => this.interrupted(),
      volumechange: () => this.muted !== this.video.muted && this.say((this.muted = this.video.muted) ? 'muted' : 'unmuted'),
    })) this.video.addEventListener(name, act)
    for (const source of this.video.querySelectorAll('source')) source.addEventListener('error', () => this.interrupted())
    this.video.textTracks.addEventListener('addtrack', () => this.captioned())
    this.video.textTracks.addEventListener('change', () => this.captioned())
    this.addEventListener('keydown', event => this.key(event), true)
    setInterval(() => this.look(), 2000)
    if (self === top) follow(this.dataset.events, {
      after: this.dataset.after, names: ['up', 'down'], onreload: () => this.ask(),
      onevent: ({ event, data }) => this.take(event, JSON.parse(data)),
    })
    this.muted = this.video.muted
    if (this.dataset.state === 'up') this.load()
  }

  build() {
    const button = (name, words, act) => make('button', { type: 'button', className: name, textContent: words, onclick: act })
    this.live = button('at-live', this.words.live, () => this.goLive())
    this.cc = button('captions', this.words.captions, () => this.caption())
    this.cc.hidden = true
    this.cc.ariaPressed = 'false'
    this.voice = make('p', { className: 'hide', role: 'status' })
    this.screen.after(make('div', { className: 'tools' }, this.live, this.cc), this.voice)
  }

  // What plays it: the browser, or our own player where the browser would leave something out.
  load() {
    const { video } = this, { source, captions } = this.dataset
    this.end?.abort()
    this.edge = this.since = null
    const ours = self.MediaSource && !this.left && !whole(video) && (captions != null || !plays(video))
    if (!ours) {
      if (!plays(video)) return this.tell('elsewhere')
      video.src = source
      return
    }
    const media = new MediaSource(), end = this.end = new AbortController()
    media.addEventListener('sourceopen', async () => {
      URL.revokeObjectURL(video.src)
      let Unplayable
      const fail = error => {
        if (end.signal.aborted) return
        if (!(error instanceof Unplayable)) return this.interrupted()
        // Not for us: the browser may know better.
        this.left = true
        this.load()
        if (this.wanted) video.play().catch(() => {})
      }
      try {
        const player = await import('./segments.js')
        Unplayable = player.Unplayable
        this.edge = await player.play(video, media, source, { signal: end.signal, onfail: fail })
      } catch (error) { Unplayable ? fail(error) : this.interrupted() }
    }, { once: true })
    video.src = URL.createObjectURL(media)
  }

  // It stopped by itself: said at once, tried again by itself, later each time.
  interrupted() {
    if (this.broken || this.dataset.state === 'off') return
    this.broken = true
    this.end?.abort()
    this.show('down')
    this.again()
  }

  again() {
    clearTimeout(this.timer)
    const seconds = Math.min(RETRY_MOST, RETRY * 2 ** this.failed++) * (.5 + Math.random())
    this.timer = setTimeout(() => {
      this.broken = false
      this.load()
      if (this.wanted) this.video.play().catch(() => {})
    }, seconds * 1000)
  }

  mended() {
    this.classList.add('has-begun')
    this.broken = false
    this.failed = 0
    this.since ??= Date.now() / 1000 - this.video.currentTime
    this.show('up')
  }

  // What the newsroom itself has found out.
  take(event, told) {
    if (String(told.id) !== this.dataset.stream) return
    if (event === 'up') {
      const moved = told.address !== this.dataset.source
      this.dataset.source = told.address
      if (!moved && this.dataset.state === 'up') return
      clearTimeout(this.timer)
      this.failed = 0
      this.broken = false
      this.show('up')
      this.load()
      if (this.wanted) this.video.play().catch(() => {})
    } else {
      // Whoever still sees it keeps what has come.
      this.show(told.off ? 'off' : 'down')
      if (told.off) { this.end?.abort(); this.video.pause(); this.video.removeAttribute('src'); this.video.load() }
    }
  }

  // Some of it was missed: the page says how it stands.
  async ask() {
    try {
      const answer = await fetch(location.pathname, { cache: 'no-cache' })
      const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('live-player')
      const { stream: id, source: address, state } = fresh.dataset
      this.take(state === 'up' ? 'up' : 'down', { id, address, off: state === 'off' })
    } catch { /* what comes is told */ }
  }

  show(state) {
    if (this.dataset.state === state) return
    this.dataset.state = state
    this.said.hidden = state === 'up'
    this.said.querySelector('p').textContent = this.words[state] || ''
    this.video.controls = state !== 'off'
    if (state === 'up') this.say('back')
    else this.classList.remove('has-begun')
  }

  tell(name) {
    this.classList.add('is-elsewhere')
    this.said.hidden = false
    this.said.querySelector('p').textContent = this.words[name]
  }

  // Every two seconds: does it move, and how far behind is it?
  look() {
    const { video } = this, now = Date.now() / 1000
    if (video.currentTime !== this.at || video.paused) { this.at = video.currentTime; this.moved = now }
    if (this.wanted && !this.broken && now - this.moved > STUCK) this.interrupted()
    const late = this.since != null && now - this.since - video.currentTime > LATE
    this.live.classList.toggle('is-late', late)
    this.live.textContent = late ? this.words.goLive : this.words.live
    // A hole in what has come is stepped over.
    const { buffered } = video
    for (let each = 0; each < buffered.length && this.edge && !video.paused; each++) {
      const gap = buffered.start(each) - video.currentTime
      if (gap > 0 && gap < 5 && now - this.moved > 1) video.currentTime = buffered.start(each) + .05
    }
  }

  goLive() {
    const { video } = this, { seekable } = video
    this.since = null
    const edge = this.edge?.() ?? (seekable.length ? seekable.end(seekable.length - 1) - STEP : null)
    if (edge == null || !Number.isFinite(edge)) this.load()
    else video.currentTime = edge
    video.play().then(() => { this.since = Date.now() / 1000 - video.currentTime; this.say('live') }, () => {})
  }

  get tracks() { return [...this.video.textTracks].filter(each => /captions|subtitles/.test(each.kind)) }

  caption() {
    const { tracks } = this, on = tracks.find(each => each.mode === 'showing')
    const spoken = tracks.find(each => each.language.startsWith(document.documentElement.lang)) || tracks[0]
    if (on) on.mode = 'disabled'
    else if (spoken) spoken.mode = 'showing'
    this.say(!spoken ? 'noCaptions' : on ? 'captionsOff' : 'captionsOn')
  }

  captioned() {
    this.cc.hidden = !this.tracks.length
    this.cc.ariaPressed = String(this.tracks.some(each => each.mode === 'showing'))
  }

  key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const { video } = this, pressed = event.target.closest('button, a, summary')
    const toggle = () => video.paused ? video.play().catch(() => {}) : video.pause()
    const move = by => { video.currentTime = Math.max(0, video.currentTime + by); this.say(by < 0 ? 'back10' : 'ahead10') }
    const louder = by => { video.volume = Math.min(1, Math.max(0, video.volume + by)) }
    const act = {
      ' ': pressed ? null : toggle, k: toggle, m: () => { video.muted = !video.muted }, c: () => this.caption(), l: () => this.goLive(),
      f: () => document.fullscreenElement ? document.exitFullscreen() : video.requestFullscreen?.(),
      ArrowLeft: () => move(-STEP), ArrowRight: () => move(STEP), ArrowUp: () => louder(.1), ArrowDown: () => louder(-.1),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    if (!event.repeat || event.key.startsWith('Arrow')) act()
  }

  say(name) { this.voice.textContent = this.words[name] }
})

// What is on now, and next: by the reader's own clock, whenever the page was made.
customElements.define('channel-guide', class extends HTMLElement {
  connectedCallback() { this.turn() }

  turn() {
    const now = Date.now()
    let turn = now + 3600000, comes = false
    for (const item of this.querySelectorAll('[data-ends]')) {
      const starts = Date.parse(item.querySelector('time').dateTime), ends = Date.parse(item.dataset.ends)
      const state = ends <= now ? 'over' : starts <= now ? 'now' : comes ? '' : 'next'
      comes ||= state === 'next'
      item.dataset.state = state
      item.querySelector('b').textContent = this.dataset[state] || ''
      for (const each of [starts, ends]) if (each > now) turn = Math.min(turn, each)
    }
    setTimeout(() => this.turn(), turn - now + 200)
  }
})
