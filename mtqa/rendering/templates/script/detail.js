// Everything about one segment: its texts with differences and findings marked, its scores, and its neighbours.

class Detail {
  constructor(explorer, element) {
    this.explorer = explorer;
    this.element = element;
    this.position = -1;
    element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") explorer.list.focus();
    });
    element.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-act]");
      if (!button) return;
      const step = { before: -1, after: 1 }[button.dataset.act];
      if (step) {
        const place = explorer.selected + step;
        if (place >= 0 && place < explorer.shown.length) explorer.select(place, false);
      } else if (button.dataset.act === "copy") explorer.copy([this.position]);
    });
    this.body = element.querySelector(".detail-body");
    this.title = element.querySelector("h3");
  }

  async show(position) {
    this.position = position;
    const { corpus } = this.explorer;
    const texts = await corpus.texts(position);
    const around = await this.neighbours(position);
    if (this.position !== position) return;
    const link = make("a", "", corpus.say("explorer.segment", { segment: corpus.label(position) }));
    link.href = `#${corpus.anchor(position)}`;
    link.title = corpus.say("explorer.permalink");
    const place = [
      corpus.documents.length > 1 ? corpus.documents[corpus.document[position]] : "",
      corpus.kinds[corpus.kind[position]],
    ];
    this.title.replaceChildren(link, " ", make("span", "small", corpus.visible.plain(place.filter(Boolean).join(" · "))));
    this.body.replaceChildren(...this.content(position, texts, around));
    this.element.scrollTop = 0;
    const [before, after] = ["before", "after"].map((act) => this.element.querySelector(`[data-act=${act}]`));
    before.disabled = this.explorer.selected <= 0;
    after.disabled = this.explorer.selected >= this.explorer.shown.length - 1;
  }

  // The segments before and after it in the same document.
  async neighbours(position) {
    const { corpus } = this.explorer;
    const places = [position - 1, position + 1].map((p) => (corpus.document[p] === corpus.document[position] ? p : -1));
    return Promise.all(places.map((p) => (p < 0 || p >= corpus.n ? null : corpus.texts(p))));
  }

  content(position, texts, around) {
    const { corpus, system } = this.explorer;
    const [source, references, hypotheses] = texts;
    const findings = corpus.bySegment.get(position) || [];
    const numbers = new Map(findings.map((finding, number) => [finding, number + 1]));
    const spans = (side, of) =>
      findings.flatMap((finding) =>
        finding[6]
          .filter((span) => span[0] === side && (of === null || finding[1] === of))
          .map((span) => [span[1], span[2], numbers.get(finding)]),
      );
    const compared = this.compared(texts);
    const parts = [this.context(around[0], "explorer.before")];
    parts.push(this.text(0, "segments.source", "", source, [], spans(0, null), "segments.no_source"));
    const order = [system, ...corpus.systems.keys()].filter((one, i, all) => all.indexOf(one) === i);
    for (const one of order) {
      const { against, left } = compared(one);
      const notes = findings.filter((finding) => finding[1] === one);
      const text = this.text(1, "segments.hypothesis", corpus.systems[one][0], hypotheses[one], left, spans(1, one), null);
      if (one === system) text.classList.add("primary");
      text.append(this.scores(position, one, against));
      if (notes.length) text.append(this.notes(notes, numbers));
      parts.push(text);
      if (one === system) {
        references.forEach((reference, number) => {
          if (reference === null) return;
          const name = references.length > 1 ? corpus.references[number] : "";
          const marked = compared(one, `reference:${number}`).right;
          parts.push(this.text(1, "segments.reference", name, reference, marked, [], null, "del"));
        });
        if (references.length && references.every((reference) => reference === null)) {
          parts.push(make("p", "absent", corpus.say("segments.no_reference")));
        }
      }
    }
    parts.push(this.context(around[1], "explorer.after"));
    return parts.filter(Boolean);
  }

  // How the hypothesis of a system differs from what was chosen to compare with.
  compared([, references, hypotheses]) {
    const { explorer } = this;
    const { corpus } = explorer;
    const choice = explorer.choice("against");
    const none = { against: "", left: [], right: [] };
    const target = (name) => {
      const [kind, number] = name.split(":");
      const text = (kind === "system" ? hypotheses : references)[Number(number)];
      return [text, kind === "system" ? corpus.systems[Number(number)][0] : corpus.references[Number(number)]];
    };
    return (system, wanted = choice) => {
      const own = hypotheses[system];
      if (own === null || own === undefined || choice === "none") return none;
      if (choice === `system:${system}`) {
        const judged = hypotheses[explorer.system];
        const differs = system !== explorer.system && judged !== null;
        return differs ? { ...none, left: difference(judged, own).right } : none;
      }
      let names = [wanted];
      if (wanted === "") names = references.map((_, number) => `reference:${number}`);
      if (wanted !== choice && choice !== "") return none;
      let best = null;
      for (const name of names) {
        const [text, label] = target(name);
        if (text === null || text === undefined) continue;
        const found = difference(own, text);
        if (!best || found.common > best.common) best = { ...found, against: label };
      }
      return best || none;
    };
  }

  text(side, key, name, text, differing, spans, absent, element = "ins") {
    const { corpus } = this.explorer;
    const label = make("p", "cell-label", corpus.say(key), name ? make("b", "", " ", make("bdi", "", corpus.visible.plain(name))) : "");
    const block = make("div", `cell ${key.slice(9)}`, label);
    if (text === null || text === undefined) block.append(make("p", "absent", corpus.say("segments.missing")));
    else if (text === "") block.append(make("p", "absent", corpus.say(absent || "segments.empty")));
    else {
      const say = (n) => corpus.say("explorer.finding", { n });
      const shown = make("p", text.length > 5000 ? "text huge" : "text", ...annotated(corpus.visible, text, differing, spans, element, say));
      if (text.length > 5000) shown.tabIndex = 0;
      [shown.lang, shown.dir] = corpus.languages[side];
      block.append(shown);
    }
    return block;
  }

  scores(position, system, against) {
    const { explorer } = this;
    const { corpus, other } = explorer;
    const pieces = corpus.metrics.map(([label, , decimals], metric) => {
      const value = corpus.value(system, metric, position);
      if (value === null) return "";
      const gain = other >= 0 && other !== system ? corpus.gain(system, other, metric, position) : null;
      const text = `${label} ${corpus.number(value, decimals)}`;
      return make("span", "nowrap", gain === null ? text : `${text} (${corpus.number(gain, decimals, true)})`);
    });
    if (against && explorer.choice("against") === "" && corpus.references.length > 1) {
      pieces.push(make("span", "nowrap", corpus.say("explorer.closest", { name: against })));
    }
    return make("p", "small scores-line", ...pieces);
  }

  notes(findings, numbers) {
    const { corpus } = this.explorer;
    const items = findings.map((finding) => {
      const [, , check, severity, category, message] = finding;
      const [name, mark] = corpus.severities[severity];
      const sign = make("span", "sev-mark", mark);
      sign.setAttribute("aria-hidden", "true");
      const [said, spoken] = corpus.messages[message];
      const text = make("bdi", "", corpus.visible.plain(said));
      if (!spoken) text.lang = "en"; // a plug-in from elsewhere, or an older run
      const item = make(
        "li", "", make("span", "sev", sign, ` ${name}`), " ", make("b", "", `${corpus.visible.plain(corpus.categories[category])}.`), " ",
        text, " ", make("span", "small", corpus.visible.plain(corpus.checks[check])),
      );
      item.value = numbers.get(finding);
      return item;
    });
    return make("ol", "notes", ...items);
  }

  context(texts, key) {
    if (!texts) return null;
    const { corpus, system } = this.explorer;
    const lines = [texts[0], texts[2][system]].map((text, side) => {
      if (!text) return null;
      const line = make("p", "", corpus.visible.plain(text.length > 600 ? `${text.slice(0, 600)}…` : text));
      [line.lang, line.dir] = corpus.languages[side];
      return line;
    });
    return make("div", "context", make("p", "cell-label", corpus.say(key)), ...lines);
  }
}
