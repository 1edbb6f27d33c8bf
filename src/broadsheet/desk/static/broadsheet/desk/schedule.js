// A week as a grid: without this, a list under each day. A click on an hour begins a slot there.
const make = (tag, set) => Object.assign(document.createElement(tag), set)
const place = (element, values) => {
  for (const [name, value] of Object.entries(values)) element.style.setProperty(`--${name}`, value)
}

for (const schedule of document.querySelectorAll('.schedule')) {
  for (const each of schedule.querySelectorAll('[data-begins]')) place(each, each.dataset)
  for (const day of schedule.querySelectorAll('[data-add]')) {
    // For the mouse alone: the link under the day is there for keys.
    for (let hour = 23; hour >= 0; hour--) {
      const link = make('a', { className: 'schedule-hour', tabIndex: -1, ariaHidden: 'true', href: `${day.dataset.add}&starts=${String(hour).padStart(2, '0')}:00` })
      place(link, { begins: hour * 60 })
      day.prepend(link)
    }
  }
  schedule.classList.add('is-grid')
}
