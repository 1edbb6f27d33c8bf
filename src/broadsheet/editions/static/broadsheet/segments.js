// Plays an HLS stream of fragmented MP4 through Media Source Extensions, with its captions: for
// browsers that do not play HLS themselves, or not its captions (RFC 8216; W3C: media-source).
const AHEAD = 24, BEHIND = 90, TRIES = 3, FROM_EDGE = 3
// A stream runs for days: whoever waits leaves no listener behind.
const pause = (seconds, signal) => new Promise(done => {
  const end = () => { clearTimeout(timer); signal.removeEventListener('abort', end); done() }
  const timer = setTimeout(end, seconds * 1000)
  signal.addEventListener('abort', end)
})

// Thrown for streams that are to be left to the browser itself.
export class Unplayable extends Error {}

async function get(address, form, signal) {
  const answer = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(15000)]) })
  if (!answer.ok) throw new Error(`${answer.status} ${address}`)
  return { body: await answer[form](), base: answer.url }
}

const attributes = line => Object.fromEntries([...line.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g)]
  .map(([, name, value]) => [name, value.replaceAll('"', '')]))

function readMaster(text, base) {
  const variants = [], media = []
  let variant
  for (const line of text.split(/\r?\n/)) {
    if (line.startsWith('#EXT-X-STREAM-INF:')) variant = attributes(line)
    else if (line.startsWith('#EXT-X-MEDIA:')) media.push(attributes(line))
    else if (line && line[0] !== '#' && variant) {
      variants.push({ ...variant, address: new URL(line, base).href })
      variant = null
    }
  }
  for (const each of media) if (each.URI) each.address = new URL(each.URI, base).href
  return { variants, media }
}

function readMedia(text, base) {
  const list = { target: 6, ended: false, segments: [] }
  let number = 0, domain = 0, seconds = 0, map, clock
  for (const line of text.split(/\r?\n/)) {
    const [, name, value = ''] = line.match(/^#(EXT[A-Z0-9-]*):?(.*)$/) || []
    if (name === 'EXT-X-KEY' && !value.includes('METHOD=NONE') || name === 'EXT-X-BYTERANGE') throw new Unplayable(name)
    if (name === 'EXT-X-TARGETDURATION') list.target = +value
    else if (name === 'EXT-X-MEDIA-SEQUENCE') number = +value
    else if (name === 'EXT-X-DISCONTINUITY-SEQUENCE') domain = +value
    else if (name === 'EXT-X-DISCONTINUITY') domain++
    else if (name === 'EXT-X-ENDLIST') list.ended = true
    else if (name === 'EXT-X-MAP') map = new URL(attributes(value).URI, base).href
    else if (name === 'EXT-X-PROGRAM-DATE-TIME') clock = Date.parse(value) / 1000
    else if (name === 'EXTINF') seconds = parseFloat(value)
    else if (line && line[0] !== '#') {
      list.segments.push({ number: number++, domain, seconds, map, clock, address: new URL(line, base).href })
      if (clock) clock += seconds
    }
  }
  if (!list.segments.length) throw new Error('no segments')
  return list
}

// The first box at a path (ISO/IEC 14496-12), or undefined.
function box(view, [name, ...rest], from = 0, to = view.byteLength) {
  while (from + 8 <= to) {
    const size = view.getUint32(from) || to - from
    const found = String.fromCharCode(...new Uint8Array(view.buffer, from + 4, 4))
    if (size < 8) return
    if (found === name) return rest.length ? box(view, rest, from + 8, Math.min(to, from + size)) : from + 8
    from += size
  }
}

// The time, in seconds, that a segment itself says it begins at.
function beginning(init, segment) {
  const head = new DataView(init), body = new DataView(segment)
  const scale = box(head, ['moov', 'trak', 'mdia', 'mdhd']), time = box(body, ['moof', 'traf', 'tfdt'])
  if (scale == null || time == null) throw new Unplayable('no fragmented MP4')
  const units = head.getUint32(scale + (head.getUint8(scale) ? 20 : 12))
  return (body.getUint8(time) ? Number(body.getBigUint64(time + 4)) : body.getUint32(time + 4)) / units
}

const seconds = text => text.split(':').reduce((sum, part) => sum * 60 + +part, 0)

function* cues(text, shift) {
  const [, stamp] = text.match(/MPEGTS:(\d+)/) || [], [, local] = text.match(/LOCAL:([\d:.]+)/) || []
  if (stamp && local) shift += stamp / 90000 - seconds(local)
  for (const part of text.split(/\r?\n\r?\n/)) {
    const found = part.match(/([\d:.]+)\s+-->\s+([\d:.]+)[^\n]*\n([\s\S]+)/)
    if (found) yield new VTTCue(Math.max(0, seconds(found[1]) + shift), seconds(found[2]) + shift, found[3])
  }
}

const supported = codecs => MediaSource.isTypeSupported(`video/mp4; codecs="${codecs}"`)
const isSound = codec => /^(mp4a|ac-3|ec-3|opus|fLaC)/i.test(codec)
const codecsOf = variant => variant.CODECS.split(',').map(each => each.trim())
// What a buffer can go on with: the same sorts of codecs, and a sound of their own or none.
const sortOf = variant => [...codecsOf(variant).map(each => each.split('.')[0]).sort(), variant.AUDIO ? '+' : ''].join()

// The variants that one buffer may be filled from, the lightest first: with picture, if any has one.
function choicesOf(variants) {
  const playable = variants.filter(each => each.CODECS && supported(each.CODECS)).sort((a, b) => a.BANDWIDTH - b.BANDWIDTH)
  const first = playable.find(each => !codecsOf(each).every(isSound)) || playable[0]
  return playable.filter(each => sortOf(each) === sortOf(first))
}

// Plays `source` in `video`, whose media source has just opened. Rejects with Unplayable for what is
// to be left to the browser; `onfail` is called when it breaks off later. `signal` ends it. Returns
// a function that tells where live is, in seconds.
export async function play(video, media, source, { signal, onfail }) {
  const { body, base } = await get(source, 'text', signal)
  const { variants, media: renditions } = readMaster(body, base)
  let choices = choicesOf(variants)
  if (!choices.length) throw new Unplayable('no codecs')
  let variant = choices[0], rate = 0, zero, edge = 0
  // Where the times of a stretch between two discontinuities lie on our line, for all renditions.
  const shifts = new Map(), inits = new Map()

  // A place that is asked for before anything is known of the stream is lost.
  const go = place => {
    if (video.readyState) video.currentTime = place
    else video.addEventListener('loadedmetadata', () => { video.currentTime = place }, { once: true, signal })
  }
  const here = () => video.readyState ? video.currentTime : edge

  async function follow(buffer, address, leads) {
    // `reached`: where on our line the last segment ended, and whose it was.
    let next, list, failed = 0, placed = new Map(), reached = 0, from
    const refresh = async () => {
      const asked = address(), { body, base } = await get(asked, 'text', signal)
      list = readMedia(body, base)
      let at = placed.get(list.segments[0].number) ?? 0
      for (const each of list.segments) {
        each.start = each.clock ? each.clock - (zero ??= each.clock) : at
        at = each.start + each.seconds
      }
      placed = new Map(list.segments.map(each => [each.number, each.start]))
      // Variants need not count alike (RFC 8216, 6.3.4): where they tell the time, that is gone by.
      if (next != null && from !== asked && list.segments.every(each => each.clock)) {
        next = list.segments.find(each => each.start + each.seconds / 2 > reached)?.number ?? list.segments.at(-1).number + 1
      }
      from = asked
      if (!leads) return
      edge = Math.max(0, at - FROM_EDGE * list.target)
      // What has come is what can be gone back to; without it nothing could be gone to at first.
      const { buffered } = buffer
      if (media.readyState === 'open') media.setLiveSeekableRange(buffered.length ? buffered.start(0) : edge, at)
    }
    // Both listeners go: one that stays would hold what was appended.
    const done = act => new Promise((yes, no) => {
      const end = ({ type }) => {
        for (const name of ['error', 'updateend']) buffer.removeEventListener(name, end)
        type === 'error' ? no(new Error('append')) : yes()
      }
      for (const name of ['error', 'updateend']) buffer.addEventListener(name, end)
      act()
    })
    const append = async segment => {
      const began = performance.now()
      if (!segment.map) throw new Unplayable('no fragmented MP4')
      if (!inits.has(segment.map)) inits.set(segment.map, (await get(segment.map, 'arrayBuffer', signal)).body)
      const init = inits.get(segment.map), { body } = await get(segment.address, 'arrayBuffer', signal)
      if (leads) rate = body.byteLength * 8000 / (performance.now() - began)
      if (!shifts.has(segment.domain)) shifts.set(segment.domain, segment.start - beginning(init, body))
      if (buffer.last !== segment.map) await done(() => buffer.appendBuffer(init))
      buffer.last = segment.map
      buffer.timestampOffset = shifts.get(segment.domain)
      await done(() => buffer.appendBuffer(body))
      const old = video.currentTime - BEHIND
      if (buffer.buffered.length && buffer.buffered.start(0) < old - 30) await done(() => buffer.remove(0, old))
    }
    while (!signal.aborted) {
      try {
        await refresh()
        const { segments, target } = list
        // Whoever comes, or has fallen out of the list, begins where live is.
        if (next == null || next < segments[0].number) {
          next = segments[Math.max(0, segments.length - FROM_EDGE)].number
          if (leads) go(segments.find(each => each.number === next).start)
        }
        for (const each of segments) {
          if (each.number < next) continue
          while (!signal.aborted && each.start > here() + AHEAD) await pause(1, signal)
          if (signal.aborted) return
          await append(each)
          next = each.number + 1
          reached = each.start + each.seconds
          failed = 0
        }
        if (list.ended) return media.readyState === 'open' && leads && media.endOfStream()
        if (leads && rate) variant = choices.findLast(each => each.BANDWIDTH < rate * .7) || choices[0]
        await pause(target / 2, signal)
      } catch (error) {
        if (signal.aborted) return
        if (error instanceof Unplayable) return onfail(error)
        if (++failed > TRIES) {
          // One variant that is broken is no broken stream.
          choices = choices.filter(each => each !== variant)
          if (!leads || !choices.length) return onfail(error)
          variant = choices[0]
          failed = 0
        }
        await pause(failed, signal)
      }
    }
  }

  async function caption(rendition) {
    let track = [...video.textTracks].find(each => each.label === rendition.NAME)
    if (!track) {
      track = video.addTextTrack('captions', rendition.NAME, rendition.LANGUAGE)
      track.mode = 'disabled'
    } else {
      // Cues of an earlier connection lie on another line.
      const { mode } = track
      track.mode = 'hidden'
      for (const cue of [...track.cues || []]) track.removeCue(cue)
      track.mode = mode
    }
    const seen = new Set()
    while (!signal.aborted) {
      if (track.mode !== 'disabled') try {
        const { body, base } = await get(rendition.address, 'text', signal)
        for (const { number, domain, address } of readMedia(body, base).segments) {
          if (seen.has(number) || !shifts.has(domain)) continue
          seen.add(number)
          for (const cue of cues((await get(address, 'text', signal)).body, shifts.get(domain))) track.addCue(cue)
        }
        for (const cue of [...track.cues || []]) if (cue.endTime < video.currentTime - BEHIND) track.removeCue(cue)
      } catch { /* a line that is missing stops no picture */ }
      await pause(track.mode === 'disabled' ? .5 : 2, signal)
    }
  }

  media.duration = Infinity
  const sound = renditions.find(each => each.TYPE === 'AUDIO' && each['GROUP-ID'] === variant.AUDIO && each.address)
  const codecs = codecsOf(variant)
  const own = sound ? codecs.filter(each => !isSound(each)) : codecs
  const open = (kind, list) => media.addSourceBuffer(`${kind}/mp4; codecs="${list.join(',')}"`)
  const buffer = open(own.every(isSound) ? 'audio' : 'video', own)
  if (sound) follow(open('audio', codecs.filter(isSound)), () => sound.address, false)
  follow(buffer, () => variant.address, true)
  for (const each of renditions) if (each.TYPE === 'SUBTITLES' && each['GROUP-ID'] === variant.SUBTITLES) caption(each)
  return () => edge
}
