// Follows the events of a page. `onevent({ id, event, data })` gets each once and in order,
// `onreload(id)` is called where some were missed and the page must be loaded anew. `after`: the last
// id that the page has; it goes up once `onevent` has returned. Returns a function that ends it.
export function follow(address, { onevent, onreload, after, names = ['message', 'item', 'withdrawn', 'removed'] }) {
  let source, timer, failed = 0
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
        // What could not be taken in is asked for once more.
        try { take(name, event.lastEventId, event.data) } catch (fault) { stop(); later(stream, 3); throw fault }
      })
    }
    // A browser comes back by itself, unless it was refused.
    source.onerror = () => {
      const refused = source.readyState === 2
      if (++failed < 3 && !refused) return
      stop()
      failed < 3 ? later(stream, 3) : later(() => poll(9), 1)
    }
  }

  // Where streams do not come through: asking every few seconds, with another try from time to time.
  const poll = async left => {
    try {
      const answer = await fetch(after == null ? address : ask('after'), { headers: { Accept: 'application/json' } })
      if (answer.status === 404) return
      const { last, events, reload } = await answer.json()
      for (const { event, id, data } of events) take(event, id, data)
      after = last
      if (reload) onreload?.(last)
    } catch { /* the next try may be luckier */ }
    if (timer) later(left ? () => poll(left - 1) : stream, 6)
  }

  stream()
  return () => { stop(); timer = 0 }
}
