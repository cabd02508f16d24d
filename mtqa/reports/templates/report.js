"use strict";
(() => {
  const form = document.getElementById("filter");
  const list = document.getElementById("all");
  if (!form || !list) return;
  const nothing = document.getElementById("nothing");
  const fields = form.elements;
  const segments = Array.from(list.children, (element, position) => ({
    element,
    position,
    text: null,
    findings: (element.dataset.f || "").split(" ").filter(Boolean).map((one) => one.split(":").map(Number)),
    values: (element.dataset.v || "").split(";").map((row) => row.split(",").map((v) => (v === "" ? NaN : Number(v)))),
  }));
  let order = "";

  const value = (name) => (fields[name] ? fields[name].value : "");
  const fold = (text) => text.normalize("NFC").toLocaleLowerCase();

  function matches(segment, wanted) {
    if (wanted.check || wanted.severity) {
      let found = segment.findings.filter((finding) => finding[0] === wanted.system);
      if (wanted.severity) found = found.filter((finding) => finding[2] >= Number(wanted.severity));
      if (wanted.check && wanted.check !== "with" && wanted.check !== "without") {
        found = found.filter((finding) => finding[1] === Number(wanted.check));
      }
      if ((found.length === 0) !== (wanted.check === "without")) return false;
    }
    if (!wanted.text) return true;
    if (segment.text === null) segment.text = fold(segment.element.textContent);
    return segment.text.includes(wanted.text);
  }

  function sort(system) {
    const wanted = `${value("sort")} ${system}`;
    if (wanted === order) return;
    order = wanted;
    const [metric, sign] = value("sort").split(" ").map(Number);
    const key = (segment) => {
      const number = value("sort") === "" ? segment.position : sign * (segment.values[system] || [])[metric];
      return Number.isNaN(number) ? Infinity : number;
    };
    const keyed = segments.map((segment) => [key(segment), segment.position, segment.element]);
    keyed.sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] - b[0]));
    list.append(...keyed.map((item) => item[2]));
  }

  function update() {
    const wanted = {
      text: fold(value("text").trim()),
      check: value("check"),
      severity: value("severity"),
      system: Number(value("system") || 0),
    };
    let shown = 0;
    for (const segment of segments) {
      const visible = matches(segment, wanted);
      segment.element.hidden = !visible;
      if (visible) shown += 1;
    }
    sort(wanted.system);
    list.classList.toggle("plain", Boolean(fields.differences) && !fields.differences.checked);
    nothing.hidden = shown > 0;
    fields.count.value = form.dataset.shown
      .replace("##", segments.length.toLocaleString(document.documentElement.lang))
      .replace("#", shown.toLocaleString(document.documentElement.lang));
  }

  // A link to a segment that the filter hides shows it again.
  function reveal() {
    let id;
    try {
      id = decodeURIComponent(location.hash.slice(1));
    } catch {
      return;
    }
    const target = id ? document.getElementById(id) : null;
    const segment = target ? target.closest(".segment") : null;
    if (segment && segment.hidden) {
      form.reset();
      update();
      target.scrollIntoView();
    }
  }

  form.hidden = false;
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update));
  window.addEventListener("hashchange", reveal);
  update();
})();
