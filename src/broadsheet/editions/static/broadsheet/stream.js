// Follows the events of a page: `onevent` gets each once and in order, `onreload` is called where some
// were missed. `after`: the last id that was taken in. Returns a function that ends it.
export function follow(address, { onevent, onreload, after, names = ['message', 'item', 'withdrawn', 'removed'] }) {
  let source, timer, failed = 0, ended = false
  const ask = name => after == null ? address : `${address}?${name}=${encodeURIComponent(after)}`
  const later = (act, seconds) => { timer = setTimeout(act, seconds * (500 + 1000 * Math.random())) }
  const take = (event, id, data) => {
    event === 'reload' ? onreload?.(id) : onevent({ id, event, data })
    after = id
  }
  const stop = () => { source?.close(); clearTimeout(timer) }

  const stream = () => {
    source = new EventSource(ask('last-event-id'))
    source.onopen = () => { failed = 0 }
    for (const name of ['reload', ...names]) {
      source.addEventListener(name, event => {
        // What failed is asked for again.
        try { take(name, event.lastEventId, event.data) } catch (error) { stop(); later(stream, 3); throw error }
      })
    }
    // A browser comes back by itself, unless refused.
    source.onerror = () => {
      const refused = source.readyState === 2
      if (++failed < 3 && !refused) return
      stop()
      failed < 3 ? later(stream, 3) : later(() => poll(9), 1)
    }
  }

  // Where streams do not come through.
  const poll = async left => {
    try {
      const answer = await fetch(after == null ? address : ask('after'), { headers: { Accept: 'application/json' } })
      if (answer.status === 404) return
      const { last, events, reload } = await answer.json()
      for (const { event, id, data } of events) {
        // Whoever has ended it may follow again by now, and gets these there.
        if (ended) return
        take(event, id, data)
      }
      if (ended) return
      after = last
      if (reload) onreload?.(last)
    } catch { /* the next try may be luckier */ }
    if (!ended) later(left ? () => poll(left - 1) : stream, 6)
  }

  stream()
  return () => { ended = true; stop() }
}
