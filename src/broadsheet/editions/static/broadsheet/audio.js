// Audio: steps, speed, keys, and the place where one stopped. The player itself is the browser's.
const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2], BACK = 15, AHEAD = 30, KEEP_EVERY = 5
const page = document.documentElement
const figures = new Intl.NumberFormat(page.lang || 'en', { numberingSystem: page.dataset.numbering || undefined, maximumFractionDigits: 2 })
const pair = new Intl.NumberFormat(page.lang || 'en', { numberingSystem: page.dataset.numbering || undefined, minimumIntegerDigits: 2 })
const make = (tag, set = {}) => Object.assign(document.createElement(tag), set)
const said = seconds => `${figures.format(Math.floor(seconds / 60))}:${pair.format(Math.floor(seconds % 60))}`
// What a reader's own browser keeps of it; where it keeps nothing, it begins at the beginning.
const store = (key, value) => {
  try {
    if (value === undefined) return Number(localStorage.getItem(key)) || 0
    if (value) localStorage.setItem(key, value)
    else localStorage.removeItem(key)
  } catch { /* storage is shut */ }
  return 0
}

customElements.define('broadsheet-audio', class extends HTMLElement {
  connectedCallback() {
    const sound = this.sound = this.querySelector('audio')
    if (!sound || this.bar) return
    const { back, ahead, speed, steps } = this.dataset
    const [few, many] = steps.split(' ')
    const button = (name, label, text, onclick) => make('button', { type: 'button', className: name, ariaLabel: label, title: label, textContent: text, onclick })
    this.pace = button('pace', speed, '', () => this.faster(1))
    this.note = make('output', { className: 'meta' })
    this.bar = make('div', { className: 'steps' })
    this.bar.append(button('back', back, `−${few}`, () => this.step(-BACK)), button('ahead', ahead, `+${many}`, () => this.step(AHEAD)), this.pace, this.note)
    this.append(this.bar)
    this.key = `audio:${new URL(sound.querySelector('source').src, location).pathname}`
    this.kept = 0
    sound.addEventListener('play', () => this.resume())
    sound.addEventListener('timeupdate', () => Math.abs(sound.currentTime - this.kept) >= KEEP_EVERY && this.keep())
    sound.addEventListener('pause', () => this.keep())
    sound.addEventListener('ended', () => store(this.key, 0))
    sound.addEventListener('ratechange', () => this.tell())
    this.addEventListener('keydown', event => this.press(event), true)
    this.tell()
  }

  // Once, and not where a chapter was asked for.
  resume() {
    const kept = this.resumed ? 0 : store(this.key)
    this.resumed = true
    if (!kept || this.sound.currentTime > 1) return
    this.sound.currentTime = kept
    this.note.textContent = this.dataset.resumed.replace('{time}', said(kept))
  }

  keep() {
    if (!this.resumed || this.sound.ended) return
    this.kept = this.sound.currentTime
    store(this.key, this.kept > KEEP_EVERY ? this.kept.toFixed(1) : 0)
  }

  step(by) {
    const { duration, currentTime } = this.sound
    this.sound.currentTime = Math.max(0, Math.min(currentTime + by, duration || Infinity))
  }

  faster(by) {
    const at = SPEEDS.indexOf(this.sound.playbackRate)
    this.sound.playbackRate = SPEEDS[(at + by + SPEEDS.length) % SPEEDS.length]
  }

  tell() {
    this.pace.textContent = `${figures.format(this.sound.playbackRate)}×`
    this.pace.ariaLabel = `${this.dataset.speed}: ${this.pace.textContent}`
  }

  // J, K, L and arrows as players have them; the bar of time runs the same way in every language.
  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const act = {
      j: () => this.step(-BACK), ArrowLeft: () => this.step(-BACK),
      l: () => this.step(AHEAD), ArrowRight: () => this.step(AHEAD),
      k: () => this.sound.paused ? this.sound.play().catch(() => {}) : this.sound.pause(),
      '>': () => this.faster(1), '<': () => this.faster(-1),
    }[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }
})
