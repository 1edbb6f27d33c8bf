// While a story's form is open: says at once that its agency has changed or killed the item.

const EVERY = 4000
const [, story] = location.pathname.match(/\/pages\/(\d+)\/edit\//) ?? []

async function look() {
  if (document.hidden) return false
  const answer = await fetch(`/admin/stories/${story}/wire/changes/`).catch(() => null)
  if (!answer || answer.redirected || answer.status === 404 || answer.status === 403) return Boolean(answer)
  if (answer.status !== 200) return false
  const { words, address, look: label } = await answer.json()
  // The page itself said so when it was opened.
  if (document.querySelector(`.messages a[href="${address}"]`)) return true
  const line = document.createElement('div')
  line.className = 'upstream upstream-said'
  line.setAttribute('role', 'alert')
  line.textContent = `${words} `
  line.append(Object.assign(document.createElement('a'), { href: address, textContent: label }))
  document.querySelector('main').prepend(line)
  return true
}

if (story) {
  const asking = setInterval(async () => { if (await look()) clearInterval(asking) }, EVERY)
}
