/* Reads a chart's table while it is typed, or from a file, and shows the chart. The server reads
   both, by the same rules as when the story is saved; the text area stays the truth. */

const PAUSE = 500;
const FIELDS = ["title", "kind", "unit", "decimals", "in_words", "note", "source"];

class ChartTable extends HTMLElement {
  connectedCallback() {
    if (this.dataset.ready) return;
    this.dataset.ready = "true";
    this.area = this.querySelector("textarea");
    this.said = this.querySelector("[role=status]");
    this.preview = this.querySelector(".chart-table__preview");
    const file = this.querySelector("input[type=file]");
    // A file is read at once and never sent with the story.
    file.addEventListener("change", (event) => {
      event.stopPropagation();
      if (file.files.length) this.ask(file.files[0]);
      file.value = "";
    });
    file.addEventListener("input", (event) => event.stopPropagation());
    this.addEventListener("input", () => this.later());
    // The fields beside the table are put in by the form after it.
    setTimeout(() => {
      for (const name of FIELDS) {
        const field = this.beside(name);
        field?.addEventListener("input", () => this.later());
        field?.addEventListener("change", () => this.later());
      }
      if (this.area.value.trim()) this.ask();
    });
  }

  beside(name) {
    const start = this.area.name.replace(/table$/, "");
    return this.area.form?.elements.namedItem(start + name);
  }

  later() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask(), PAUSE);
  }

  async ask(file) {
    clearTimeout(this.waiting);
    this.asking?.abort();
    this.asking = new AbortController();
    const data = new FormData();
    for (const name of FIELDS) data.append(name, this.beside(name)?.value ?? "");
    // As a file too: a form's own fields may be no longer than a few megabytes.
    data.append("table", file ?? new Blob([this.area.value], { type: "text/plain" }), "table.csv");
    data.append("typed", file ? "" : "1");
    const page = location.pathname.match(/\/pages\/(?:add\/\w+\/\w+\/)?(\d+)\//);
    data.append("page", page ? page[1] : "");
    const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
    try {
      const answer = await fetch(this.dataset.address, {
        method: "POST",
        body: data,
        headers: { "X-CSRFToken": token },
        signal: this.asking.signal,
      });
      if (!answer.ok) throw new Error(answer.statusText);
      this.show(await answer.json(), Boolean(file));
    } catch (error) {
      if (error.name !== "AbortError") this.show({ fault: this.dataset.failed, html: "" }, false);
    }
  }

  show(answer, fromFile) {
    if (fromFile && answer.text) {
      this.area.value = answer.text;
      this.area.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.said.textContent = answer.fault;
    this.said.classList.toggle("is-fault", Boolean(answer.fault));
    this.preview.innerHTML = answer.html;
  }
}

customElements.define("broadsheet-chart-table", ChartTable);
