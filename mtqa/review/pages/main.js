// The page as a whole: who is at work on what, the menu, the state of saving, and the way from one view to another.

import { Alignment } from "/static/alignment.js";
import { Campaign } from "/static/campaign.js";
import { Checks } from "/static/checks.js";
import { Drop } from "/static/drop.js";
import { Findings } from "/static/findings.js";
import { help, tutorial } from "/static/help.js";
import { ActiveTime } from "/static/active_time.js";
import { Judging } from "/static/judge.js";
import { absent, byId, button, dialog, dialogIsOpen, isTyping, make, plain, select, toast } from "/static/dom.js";
import { ask, follow, Queue, Refused, send, useToken } from "/static/server.js";
import { known, LOCALE, say } from "/static/words.js";

const MOST_RECENT = 4;

// The server knows the names of some languages; the browser those of the others.
function named(language) {
  if (language.name !== language.tag) return language;
  try {
    return { ...language, name: new Intl.DisplayNames([LOCALE], { type: "language" }).of(language.tag) };
  } catch {
    return language;
  }
}

class App {
  constructor() {
    this.main = byId("main");
    this.time = new ActiveTime();
    this.recent = [];
    addEventListener("hashchange", () => this.session && this.hash !== location.hash && this.follow());
    addEventListener("keydown", (event) => this.key(event));
  }

  async start() {
    byId("skip").textContent = say("page.skip");
    byId("skip").href = "#main";
    byId("skip").addEventListener("click", (event) => {
      event.preventDefault();
      this.main.focus();
    });
    try {
      this.takeSession(await ask("/api/session"));
    } catch (error) {
      this.main.replaceChildren(this.failure(error, () => this.start()));
      this.ready();
      return;
    }
    await this.queue.recover();
    const opened = this.follow();
    this.ready();
    // While the texts are prepared there is time for it.
    if (!this.session.tutorial_done && !this.remembers("tutorial") && this.session.corpus) this.introduce();
    await opened;
  }

  ready() {
    document.documentElement.setAttribute("data-ready", "");
  }

  takeSession(session) {
    this.session = session;
    useToken(session.token);
    if (session.tutorial?.length) this.lessons = session.tutorial;
    this.languages = (session.languages || []).map(named);
    this.language = this.languages.find((one) => one.tag === this.language?.tag) || this.languages[0];
    if (!this.queue) this.openQueue(session.annotator);
    this.drawHead();
  }

  openQueue(annotator) {
    this.queue = new Queue(annotator || "");
    this.queue.listeners.add(() => this.showSaving());
    this.queue.onConflict = (entry, newest) => this.conflict(newest);
    this.queue.onRefused = (entry, error) => toast(say("refused", { error: error.message }));
  }

  typology(protocol) {
    return this.session.typologies?.[protocol] || this.session.typology;
  }

  useCategory(category) {
    this.recent.splice(
      0,
      this.recent.length,
      ...[category, ...this.recent.filter((one) => one !== category)].slice(0, MOST_RECENT),
    );
  }

  remembers(what) {
    try {
      return localStorage.getItem(`mtqa-review/${what}`) !== null;
    } catch {
      return false;
    }
  }

  async introduce() {
    await tutorial(this.lessons);
    try {
      localStorage.setItem("mtqa-review/tutorial", "done");
    } catch {
      // It is shown again, no more.
    }
    send("/api/tutorial", {}).catch(() => {});
  }

  async help() {
    if ((await help(this.viewName)) === "tutorial") await tutorial(this.lessons);
  }

  // The head of the page

  views() {
    const { session } = this;
    if (!session.corpus) return ["drop"];
    const views = [...session.protocols];
    if (session.has_alignment && session.is_organiser) views.push("alignment");
    if (session.protocols.includes("findings")) views.push("checks");
    if (session.is_organiser) views.push("campaign");
    return views;
  }

  drawHead() {
    const { session } = this;
    const name = session.corpus ? plain(session.corpus.name) : "";
    byId("brand").replaceChildren(make("b", "", "mtqa"), ...(name ? [" ", make("bdi", "", name)] : []));
    const links = this.views().map((view) => {
      const protocol = known(`protocol.${view}`) ? say(`protocol.${view}`) : "";
      const link = make("a", "", say(`view.${view}`), protocol && " ", protocol && make("span", "small", protocol));
      link.href = `#/${view}`;
      link.dataset.view = view;
      return link;
    });
    byId("menu").setAttribute("aria-label", say("menu"));
    byId("menu").replaceChildren(...links);
    byId("menu").hidden = links.length < 2;
    const tools = [];
    if (this.languages.length > 1 && session.corpus) {
      const chooser = select(
        this.languages.map((one) => [one.tag, one.name]),
        this.language.tag,
        (tag) => this.chooseLanguage(tag),
      );
      chooser.setAttribute("aria-label", say("language"));
      tools.push(chooser);
    }
    this.saving = make("span", "saving");
    tools.push(this.saving);
    if (session.annotator) tools.push(make("bdi", "annotator", plain(session.annotator)));
    tools.push(button(say("help"), "quiet", () => this.help(), "?"));
    byId("tools").replaceChildren(...tools);
    this.showSaving();
  }

  chooseLanguage(tag) {
    this.language = this.languages.find((one) => one.tag === tag);
    this.go(this.viewName);
  }

  showSaving() {
    const { queue } = this;
    this.saving.textContent = queue.sentence;
    this.saving.classList.toggle("waiting", queue.entries.length > 0);
    const banner = byId("banner");
    const text = queue.trouble
      ? [`${queue.sentence}.`, queue.trouble === "away" && queue.said ? queue.said : say(queue.trouble)].join(" ")
      : queue.keeps
        ? ""
        : say("not_kept");
    if (banner.textContent !== text) banner.textContent = text;
    banner.hidden = !text;
  }

  // Going to a view: #/name?document=...&segment=...

  go(view, place = {}) {
    const query = new URLSearchParams(place);
    const hash = `#/${view}${query.size ? `?${query}` : ""}`;
    if (location.hash === hash) this.follow();
    else location.hash = hash;
  }

  // Notes in the address where one is, so that a link or a reload leads back to it.
  place(place) {
    const query = new URLSearchParams(Object.entries(place).filter(([, value]) => value));
    if (this.languages.length > 1) query.set("language", this.language.tag);
    this.hash = `#/${this.viewName}${query.size ? `?${query}` : ""}`;
    history.replaceState(null, "", this.hash);
  }

  async follow() {
    const [name, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
    const views = this.views();
    const wanted = views.includes(name) ? name : views.includes(this.session.protocol) ? this.session.protocol : views[0];
    const place = Object.fromEntries(new URLSearchParams(query));
    const language = this.languages.find((one) => one.tag === place.language);
    if (language && language !== this.language) {
      this.language = language;
      this.drawHead();
    }
    await this.show(wanted, place);
  }

  // Until what a view needs is there: the texts for all, the findings for those that are about findings.
  async prepared(name, root) {
    const isReady = () => !this.session.preparing || (this.languages.length > 0 && !["findings", "checks"].includes(name));
    if (isReady()) return;
    const bar = make("progress", "");
    bar.setAttribute("aria-label", say("preparing"));
    const said = make("p", "", say("preparing"));
    root.replaceChildren(make("div", "work", said, bar));
    while (!isReady() && root.isConnected) {
      const { message, done, total } = this.session.preparing;
      said.textContent = plain(message || say("preparing"));
      if (total) Object.assign(bar, { max: total, value: done });
      await new Promise((resolve) => setTimeout(resolve, 400));
      this.takeSession(await ask("/api/session"));
    }
    root.replaceChildren();
  }

  async show(name, place) {
    if (this.view) this.view.leave();
    this.viewName = name;
    this.hash = location.hash;
    const made = { findings: Findings, alignment: Alignment, checks: Checks, campaign: Campaign, drop: Drop }[name];
    const waiting = make("div", "");
    this.view = { key: () => false, leave: () => {} };
    this.main.replaceChildren(waiting);
    try {
      await this.prepared(name, waiting);
    } catch (error) {
      this.main.replaceChildren(this.failure(error, () => this.show(name, place)));
      return;
    }
    if (!waiting.isConnected) return; // somebody went elsewhere meanwhile
    const view = made ? new made(this) : new Judging(this, name);
    this.view = view;
    document.title = this.session.corpus
      ? say("page.title", { view: say(`view.${name}`), corpus: plain(this.session.corpus.name) })
      : "mtqa review";
    document.body.dataset.view = name;
    byId("menu")
      .querySelectorAll("a")
      .forEach((link) =>
        link.dataset.view === name ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current"),
      );
    byId("menu").querySelector("[aria-current]")?.scrollIntoView({ inline: "nearest", block: "nearest" });
    try {
      const opening = view.open(place);
      this.main.replaceChildren(view.root);
      await opening;
    } catch (error) {
      if (this.view === view) this.main.replaceChildren(this.failure(error, () => this.show(name, place)));
    }
  }

  failure(error, again) {
    const sentence =
      error instanceof Refused ? (error.status === 403 ? say("no_leave") : say("failed", { error: error.message })) : say("away");
    return make("div", "failure", absent(sentence), make("div", "buttons", button(say("again"), "main", again)));
  }

  // Does something that may fail; says so if it does.
  async guard(act) {
    try {
      return await act();
    } catch (error) {
      toast(error instanceof Refused ? say("failed", { error: error.message }) : say("away"));
      return null;
    }
  }

  conflict(newest) {
    return dialog(say("conflict.title"), "small-dialog", (element, finish) => {
      const score = newest.content?.score;
      const at = new Date(newest.at);
      element.append(make("p", "", say("conflict.text", { at: Number.isNaN(at.getTime()) ? newest.at : at.toLocaleString() })));
      const shown =
        newest.content?.text ??
        [typeof score === "number" ? `${say("judge.score")} ${score}` : "", newest.content?.comment || ""]
          .filter(Boolean)
          .join(" – ");
      if (shown) element.append(make("p", "quoted", make("bdi", "", plain(shown))));
      element.append(
        make(
          "div",
          "buttons",
          button(say("conflict.theirs"), "main", () => finish("theirs")),
          button(say("conflict.mine"), "", () => finish("mine")),
        ),
      );
    }).then((choice) => choice || "theirs");
  }

  // The report

  reportButton() {
    const place = make("span", "report-job");
    const start = button(say("findings.report"), "", () => this.writeReport(place, start));
    place.append(start);
    return place;
  }

  async writeReport(place, start) {
    start.disabled = true;
    const bar = make("progress", "");
    bar.setAttribute("aria-label", say("job.report"));
    const said = make("span", "small", say("job.report"));
    place.replaceChildren(start, " ", bar, " ", said);
    await this.guard(async () => {
      await this.queue.quiet();
      const { job } = await send("/api/report", {});
      const last = await follow(job, (state) => {
        if (state.total) Object.assign(bar, { max: state.total, value: state.done });
        said.textContent = plain(state.message || say("job.report"));
      });
      if (last.state === "failed") said.textContent = say("job.failed", { message: plain(last.message) });
      else {
        const link = Object.assign(make("a", "", say("job.open")), { target: "_blank", rel: "noopener" });
        if (String(last.address).startsWith("/")) link.href = last.address;
        said.replaceChildren(say("job.report_done"), " ", link);
        toast(say("job.report_done"));
      }
    });
    bar.remove();
    start.disabled = false;
  }

  key(event) {
    if (event.defaultPrevented || !this.view) return;
    if (event.key === "?" && !isTyping(event.target) && !dialogIsOpen()) {
      event.preventDefault();
      this.help();
    } else if (this.view.key(event)) event.preventDefault();
  }
}

new App().start();
