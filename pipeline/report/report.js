// The page of a report. All speech is put in as text, never as markup; nothing is fetched.
"use strict";
(() => {
  const WORDS = JSON.parse(document.getElementById("words").textContent);
  const CHARTS = JSON.parse(document.getElementById("charts").textContent);
  const NS = "http://www.w3.org/2000/svg";
  const PRINTED = 100; // rows of the list on paper
  const STEP = 20; // rows that «show more» adds
  let lang = "en";
  let P, S, U, T; // the data: all, sentences, units, threads

  // ---- small helpers ---------------------------------------------------------------------------

  const word = (key, values) => {
    const text = WORDS[lang][key];
    if (text === undefined) throw new Error(`no word for ${key}`);
    return values ? text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all)) : text;
  };
  const number = (n) => (n === null || n === undefined ? "" : n.toLocaleString(lang === "zh" ? "zh-CN" : "en"));
  const percent = (x) => (x === null || x === undefined ? "" : `${(100 * x).toFixed(x < 0.1 ? 1 : 0)} %`);
  const list = (items) => (items.length ? new Intl.ListFormat(lang === "zh" ? "zh" : "en").format(items.map(String)) : "");
  // letters that turn the direction of writing could make a quotation read as what it is not
  const visible = (text) => text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, (c) => `[U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
  const plain = (text) => text.normalize("NFKC").toLowerCase();

  function make(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties || {})) {
      if (value === undefined || value === null || value === false) continue;
      if (name === "class") element.className = value;
      else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (name === "text") element.textContent = visible(String(value));
      else element.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat()) {
      if (child === null || child === undefined || child === false) continue;
      element.append(child instanceof Node ? child : visible(String(child)));
    }
    return element;
  }

  function draw(tag, properties, ...children) {
    const element = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(properties || {})) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  let controls_ = 0;
  /** A control with its label; the label is bound by id, so that a name read aloud does not hold the options. */
  function control(label, element, name) {
    element.id = `control-${++controls_}`;
    return make("div", { class: `control ${name || ""}` }, make("label", { for: element.id }, label), element);
  }

  const select = (label, options, value, onchange) =>
    control(label, make("select", { onchange: (e) => onchange(e.target.value) },
      options.map(([key, text]) => make("option", { value: key, selected: String(key) === String(value) }, text))));

  /** Years as runs: 2001–2003, 2005. */
  function spans(years) {
    const runs = [];
    for (const year of years) {
      const last = runs[runs.length - 1];
      if (last && last[1] === year - 1) last[1] = year;
      else runs.push([year, year]);
    }
    return list(runs.map(([a, b]) => span(a, b)));
  }
  function span(first, last) { return first === last ? `${first}` : `${first}–${last}`; }

  const missing = (place, from) => {
    const have = P.places[place][2];
    const out = [];
    for (let y = Math.max(from || have[0], have[0]); y < have[have.length - 1]; y++) if (!have.includes(y)) out.push(y);
    return out;
  };

  // ---- what the data say -----------------------------------------------------------------------

  const unitText = (u) => S.t[U.s[u]].slice(U.a[u], U.a[u] + U.n[u]);
  const documentOf = (u) => P.documents[S.d[U.s[u]]];
  const unitId = (u) => `${documentOf(u)[0]}@${U.o[u]}-${U.e[u]}`;
  const sentenceId = (s) => `${P.documents[S.d[s]][0]}@${S.a[s]}-${S.a[s] + S.n[s]}`;
  const title = (t) => unitText(T.title[t]);
  const isAnnual = (t) => (T.flags[t] & 1) === 1;
  const isBoilerplate = (t) => (T.flags[t] & 2) === 2;
  const isLoose = (t) => T.years[t].length > 1 && T.weakest[t] < P.firm;
  const firstYear = (t) => T.years[t][0];
  const lastYear = (t) => T.years[t][T.years[t].length - 1];
  const endOf = (t) => P.places[T.place[t]][2].at(-1);
  // whether a report is rather right than wrong
  const isLikely = (r) => r[2] >= (r[1] ? P.sure : P.steps);
  /** The latest report on a promise: [unit, 1 where it closes, score, commitment]; likely ones before others, the best-scored one of its year, of equal ones the last. */
  function latest(t) {
    const rank = (r) => [isLikely(r) ? 1 : 0, documentOf(r[0])[2], r[1], r[2]];
    const before = (a, b) => { const i = a.findIndex((x, k) => x !== b[k]); return i >= 0 && a[i] < b[i]; };
    return T.reports[t].reduce((best, r) => (best === null || !before(rank(r), rank(best)) ? r : best), null);
  }
  const lastReport = (t) => Math.max(T.advanced[t].at(-1) || 0, T.closed[t].at(-1) || 0);
  const statusOf = (t) => P.statuses[T.status[t]];
  /** Whether a likely report of a year closes a promise (1) or tells of steps (0). */
  const isSure = (t, y, closes) => T.reports[t].some((r) => r[1] === closes && documentOf(r[0])[2] === y && isLikely(r));
  const isPerhaps = (t) => T.closed[t].length > 0 && !T.reports[t].some((r) => r[1] && isLikely(r));
  const statusTag = (t, title) => make("span", { class: `tag ${statusOf(t)}`, title: title || null }, word(`st_${statusOf(t)}`), isPerhaps(t) ? ` (${word("perhaps")})` : "");
  const isRepeated = (t) => T.years[t].length > 1 && T.closed[t].length === 0;

  let places_ = null;
  /** The place of a thread in the columns, -1 where the page does not hold it. */
  function at(id) {
    if (places_ === null) places_ = new Map(T.id.map((name, t) => [name, t]));
    return places_.has(id) ? places_.get(id) : -1;
  }

  let texts = null;
  function searchable(t) {
    if (texts === null) texts = new Array(T.id.length);
    if (texts[t] === undefined) {
      const seen = new Set([T.id[t], P.places[T.place[t]][0]]);
      for (const u of T.units[t]) seen.add(unitText(u));
      texts[t] = plain([...seen].join("\n"));
    }
    return texts[t];
  }

  /** Whether a promise or report of a thread has this id, written as a search writes it. */
  const isEvidence = (t, id) => id.includes("@") && [...T.units[t], ...T.reports[t].map((r) => r[0])].some((u) => plain(unitId(u)) === id);

  // ---- the strip -------------------------------------------------------------------------------

  /** Draw what each year says of a promise: promises above, reports below; a year without a text is hatched. */
  function strip(t, from, to, width) {
    const step = width / (to - from + 1);
    const glyphs = step >= 9;
    const gap = step >= 4 ? 1 : 0.3;
    const svg = draw("svg", { class: "strip", viewBox: `0 0 ${width} 26`, height: 26, role: "img", preserveAspectRatio: "none" });
    if (glyphs) svg.removeAttribute("preserveAspectRatio");
    svg.setAttribute("aria-label", spoken(t));
    const have = P.places[T.place[t]][2];
    const moved = new Map();
    for (const m of T.moves[t]) moved.set(m[0], (moved.get(m[0]) || "") + (m[1] > 0 ? "↑" : "↓"));
    for (let year = from; year <= to; year++) {
      const x = (year - from) * step;
      const w = step - gap;
      if (!have.includes(year)) {
        svg.append(draw("rect", { class: "missing", x, y: 2, width: w, height: 22 }));
        if (glyphs) svg.append(draw("text", { x: x + w / 2, y: 17, "text-anchor": "middle" }, "?"));
        continue;
      }
      const promised = T.years[t].includes(year);
      svg.append(draw("rect", { class: promised ? "promised" : "absent", x, y: promised ? 2 : 11.5, width: w, height: promised ? 12 : 1.5 }));
      if (promised && moved.has(year) && step >= 6) {
        const up = moved.get(year).includes("↑");
        const m = x + w / 2;
        svg.append(draw("path", { class: "arrow", d: up ? `M${m - 3} 11L${m} 5L${m + 3} 11Z` : `M${m - 3} 5L${m} 11L${m + 3} 5Z` }));
      }
      if (T.closed[t].includes(year)) svg.append(draw("rect", { class: isSure(t, year, 1) ? "closed" : "perhaps", x, y: 15, width: w, height: 9 }));
      else if (T.advanced[t].includes(year)) svg.append(draw("rect", { class: isSure(t, year, 0) ? "advanced" : "advanced perhaps", x, y: 15, width: w, height: 5 }));
    }
    return svg;
  }

  const spoken = (t) =>
    [`${word("s_promised")}: ${spans(T.years[t])}`, T.advanced[t].length ? `${word("s_advanced")}: ${spans(T.advanced[t])}` : "",
      T.closed[t].length ? `${word("s_closed")}: ${spans(T.closed[t])}` : "",
      missing(T.place[t], firstYear(t)).length ? `${word("s_no_text")}: ${spans(missing(T.place[t], firstYear(t)))}` : ""].filter(Boolean).join("; ");

  function legend() {
    const sign = (draws, text) => make("li", {}, draw("svg", { width: 14, height: 26, viewBox: "0 -1 14 26", "aria-hidden": "true" }, ...draws), text);
    const block = (name, y, height) => draw("rect", { class: name, x: 1, y, width: 12, height });
    const arrow = (d) => draw("path", { class: "arrow", d });
    return make("ul", { class: "legend", "aria-label": word("legend") },
      sign([block("promised", 2, 12)], `● ${word("s_promised")}`),
      sign([block("promised", 2, 12), arrow("M4 11L7 5L10 11Z")], `↑ ${word("s_raised")}`),
      sign([block("promised", 2, 12), arrow("M4 5L7 11L10 5Z")], `↓ ${word("s_lowered")}`),
      sign([block("advanced", 15, 5)], `◐ ${word("s_advanced")}`),
      sign([block("advanced perhaps", 15, 5)], `(◐) ${word("s_advanced_perhaps", { p: P.steps })}`),
      sign([block("closed", 15, 9)], `✓ ${word("s_closed")}`),
      sign([block("perhaps", 15, 9)], `(✓) ${word("s_perhaps", { p: P.sure })}`),
      sign([block("absent", 11.5, 1.5)], `· ${word("s_absent")}`),
      sign([block("missing", 2, 22)], `? ${word("s_no_text")}`));
  }

  // ---- the list of promises --------------------------------------------------------------------

  const START = { view: "recurring", text: "", place: "", field: "", level: 0, status: "", from: "", to: "", times: 0, annual: false, firm: false, sort: "times", down: true };
  let state = { ...START };
  let found = [];

  const VIEWS = {
    recurring: (t) => isRepeated(t) && !isBoilerplate(t),
    closed: (t) => T.closed[t].length > 0 && !isBoilerplate(t),
    all: () => true,
    boilerplate: (t) => isBoilerplate(t),
  };
  // each sort: value of a thread, and whether the larger comes first by default
  const SORTS = {
    times: [(t) => T.years[t].length, true],
    last: [(t) => lastYear(t), true],
    first: [(t) => firstYear(t), false],
    span: [(t) => endOf(t) - firstYear(t), true],
    quiet: [(t) => endOf(t) - Math.max(lastReport(t), firstYear(t)), true],
    level: [(t) => T.level[t], true],
    title: [(t) => title(t), false],
    place: [(t) => P.places[T.place[t]][0], false],
    status: [(t) => T.status[t], false],
  };

  function choose() {
    const whole = plain(state.text).trim(), needles = whole.split(/\s+/).filter(Boolean);
    const from = Number(state.from) || -Infinity, to = Number(state.to) || Infinity;
    found = [];
    for (let t = 0; t < T.id.length; t++) {
      if (!VIEWS[state.view](t)) continue;
      if (state.place !== "" && T.place[t] !== Number(state.place)) continue;
      if (state.field !== "" && T.field[t] !== Number(state.field)) continue;
      if (T.level[t] < state.level || T.years[t].length < state.times) continue;
      if (state.status !== "" && T.status[t] !== Number(state.status)) continue;
      if (state.annual && isAnnual(t)) continue;
      if (state.firm && isLoose(t)) continue;
      if (!T.years[t].some((y) => y >= from && y <= to)) continue;
      if (needles.length && !needles.every((n) => searchable(t).includes(n)) && !isEvidence(t, whole)) continue;
      found.push(t);
    }
    const [value, big] = SORTS[state.sort];
    const turn = state.down === big ? 1 : -1;
    const sign = (big ? -1 : 1) * turn;
    const keys = new Map(found.map((t) => [t, value(t)]));
    const collator = new Intl.Collator(lang === "zh" ? "zh" : "en");
    // threads come ranked (`assemble`), so that equal keys keep that order
    found.sort((a, b) => {
      const x = keys.get(a), y = keys.get(b);
      return sign * (typeof x === "string" ? collator.compare(x, y) : x - y) || a - b;
    });
  }

  // what the list hears of the window; a list that is put in its place hears nothing more
  let listening = new AbortController();

  function listSection() {
    listening.abort();
    listening = new AbortController();
    const heard = { signal: listening.signal };
    const phone = matchMedia("(max-width: 46rem)");
    const rowHeight = () => (phone.matches ? 136 : 68);
    const scroll = make("div", { class: "scroll", tabindex: 0, role: "rowgroup", "aria-label": word("recurring_title") });
    const space = make("div", { class: "space", role: "presentation" });
    scroll.append(space);
    const count = make("strong", { "aria-live": "polite", id: "count" });
    const axis = make("div", { class: "axis", "aria-hidden": "true" });
    const heads = make("div", { class: "head", role: "row" });
    const note = make("p", { class: "print-only note" });
    let window_ = [0, 0];
    let from = 0, to = 0, wide_ = 300;

    function row(index) {
      const t = found[index];
      const place = P.places[T.place[t]][0];
      const report = latest(t);
      // what qualifies a row stands first: the end of the line may be cut
      const own = [isLoose(t) ? word("loose") : null, isAnnual(t) ? word("annual") : null, isBoilerplate(t) ? word("boilerplate") : null, P.places.length > 1 ? place : null, span(firstYear(t), lastYear(t)), T.field[t] >= 0 ? fieldName(T.field[t]) : null];
      const element = make("div", { class: "row", role: "row", "aria-rowindex": index + 2, "data-thread": T.id[t], onclick: () => open(t) },
        make("div", { class: "c-times n cell", role: "cell" }, T.years[t].length),
        make("div", { class: "c-promise cell", role: "cell" }, make("button", { type: "button", class: "quote", text: title(t) }), make("div", { class: "where", text: own.filter(Boolean).join(" · ") })),
        make("div", { class: "c-strip cell", role: "cell" }, strip(t, from, to, wide_)),
        make("div", { class: "c-report cell small", role: "cell" }, report ? make("div", { class: "clamp" }, make("b", {}, `${documentOf(report[0])[2]} ${word(report[1] ? "s_closed" : "s_advanced")}${isLikely(report) ? "" : ` (${word("perhaps")})`}: `), make("span", { text: unitText(report[0]) })) : word("no_report")),
        make("div", { class: "c-level cell", role: "cell", title: word(`l_${T.level[t]}`) }, T.level[t]),
        make("div", { class: "c-status cell", role: "cell" }, statusTag(t, word(`def_${statusOf(t)}`))));
      element.style.top = `${index * rowHeight()}px`;
      element.style.height = `${rowHeight()}px`;
      return element;
    }

    function paint(all) {
      wide_ = axis.clientWidth || 300;
      const height = rowHeight();
      const first = Math.max(0, Math.floor(scroll.scrollTop / height) - 6);
      const last = all ? Math.min(found.length, PRINTED) : Math.min(found.length, Math.ceil((scroll.scrollTop + scroll.clientHeight) / height) + 6);
      const begin = all ? 0 : first;
      if (!all && begin === window_[0] && last === window_[1]) return;
      window_ = [begin, last];
      const rows = [];
      for (let i = begin; i < last; i++) rows.push(row(i));
      const focused = document.activeElement && space.contains(document.activeElement) ? document.activeElement.closest(".row")?.dataset.thread : null;
      space.replaceChildren(...rows);
      if (focused) space.querySelector(`[data-thread="${CSS.escape(focused)}"] .quote`)?.focus({ preventScroll: true });
    }

    function refresh() {
      choose();
      count.textContent = found.length ? word("found", { n: number(found.length) }) : word("found_none");
      from = Infinity; to = -Infinity;
      for (const t of found) { from = Math.min(from, firstYear(t)); to = Math.max(to, endOf(t)); }
      if (!found.length) { from = 0; to = 0; }
      const every = Math.max(1, Math.ceil((to - from + 1) / 6 / 5) * 5);
      axis.replaceChildren();
      for (let y = from; y <= to && found.length; y++) {
        const ends = y === from || y === to;
        if (!ends && to - from >= 8 && (y % every || Math.min(y - from, to - y) < every * 0.6)) continue;
        const tick = make("span", { class: to - from < 8 || !ends ? null : y === from ? "begin" : "end" }, y);
        tick.style.left = `${(100 * (y - from + 0.5)) / (to - from + 1)}%`;
        axis.append(tick);
      }
      space.style.height = `${found.length * rowHeight()}px`;
      scroll.style.height = `min(72vh, 44rem, ${Math.max(1, found.length) * rowHeight()}px)`;
      heads.style.paddingRight = `calc(.8rem + ${scroll.offsetWidth - scroll.clientWidth}px)`;
      table.setAttribute("aria-rowcount", found.length + 1);
      note.textContent = word("printed", { n: number(Math.min(PRINTED, found.length)), all: number(found.length) });
      scroll.scrollTop = 0;
      window_ = [-1, -1];
      paint();
      headings();
    }

    function headings() {
      const button = (key, name) =>
        make("button", { type: "button", onclick: () => { state.down = state.sort === key ? !state.down : SORTS[key][1]; state.sort = key; sorter.querySelector("select").value = key; refresh(); } },
          word(name), state.sort === key ? (state.down ? " ▾" : " ▴") : "");
      const cell = (name, key, text) => make("div", { class: name, role: "columnheader", "aria-sort": state.sort === key ? (state.down ? "descending" : "ascending") : null }, button(key, text));
      heads.replaceChildren(cell("c-times", "times", "col_times"), cell("c-promise", "title", "col_promise"), make("div", { class: "c-strip", role: "columnheader" }, make("span", { class: "unseen" }, word("col_strip")), axis), cell("c-report", "quiet", "col_report"), cell("c-level", "level", "col_level"), cell("c-status", "status", "col_status"));
    }

    let timer = 0;
    const set = (name, cast) => (value) => { state[name] = cast ? cast(value) : value; refresh(); };
    const input = (label, name, attributes) =>
      control(label, make("input", { ...attributes, value: state[name] || "", oninput: (e) => { clearTimeout(timer); timer = setTimeout(() => { state[name] = attributes.type === "number" ? Number(e.target.value) : e.target.value; refresh(); }, 120); } }), attributes.type === "search" ? "wide" : "");
    const years = [...new Set(P.places.flatMap((p) => p[2]))].sort((a, b) => a - b);
    const yearOptions = [["", word("any")], ...years.map((y) => [y, y])];
    const sorter = select(word("sort"), Object.keys(SORTS).map((k) => [k, word(k === "status" ? "status" : `sort_${k}`)]), state.sort, (v) => { state.sort = v; state.down = SORTS[v][1]; refresh(); });
    const views = Object.keys(VIEWS).filter((v) => v !== "boilerplate" || T.flags.some((f) => f & 2));
    const wide = (element) => { element.classList.add("wide"); return element; };
    const filters = make("form", { class: "filters", onsubmit: (e) => e.preventDefault(), "aria-label": word("filters") },
      wide(select(word("view"), views.map((v) => [v, word(`view_${v}`)]), state.view, set("view"))),
      input(word("search"), "text", { type: "search", placeholder: word("search_hint"), autocomplete: "off" }),
      P.places.length > 1 ? select(word("place"), [["", word("any")], ...P.places.map((p, i) => [i, p[0]])], state.place, set("place")) : null,
      P.fields.length ? select(word("field"), [["", word("any")], ...P.fields.map((f, i) => [i, fieldName(i)])], state.field, set("field")) : null,
      select(word("status"), [["", word("any")], ...P.statuses.map((s, i) => [i, word(`st_${s}`)])], state.status, set("status")),
      select(word("level"), [0, 1, 2, 3, 4].map((l) => [l, l ? `${l}: ${word(`l_${l}`)}` : word("any")]), state.level, set("level", Number)),
      select(word("year_from"), yearOptions, state.from, set("from")),
      select(word("year_to"), yearOptions, state.to, set("to")),
      input(word("times_min"), "times", { type: "number", min: 1, max: 99 }),
      sorter,
      make("label", { class: "check" }, make("input", { type: "checkbox", checked: state.annual, onchange: (e) => { state.annual = e.target.checked; refresh(); } }), word("annual_hide")),
      make("label", { class: "check" }, make("input", { type: "checkbox", checked: state.firm, onchange: (e) => { state.firm = e.target.checked; refresh(); } }), word("firm_only")),
      make("div", {}, make("button", { type: "button", onclick: () => { clearTimeout(timer); state = { ...START }; section.replaceWith(listSection()); } }, word("reset"))));
    const table = make("div", { class: "list", role: "table", "aria-label": word("recurring_title"), "aria-describedby": "count" }, make("div", { role: "rowgroup" }, heads), scroll);
    const section = make("section", { id: "recurring" }, make("h2", {}, word("recurring_title")), make("p", { class: "lead" }, word("recurring_lead")), filters,
      make("div", { class: "bar" }, count), legend(), note, table,
      P.left_out ? make("p", { class: "note" }, word("left_out", { all: number(P.headline.threads), n: number(T.id.length) })) : null, pagesList());
    let waiting = false;
    scroll.addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; paint(); }); } });
    phone.addEventListener("change", refresh, heard);
    addEventListener("resize", () => { window_ = [-1, -1]; paint(); }, heard);
    addEventListener("beforeprint", () => { window_ = [-1, -1]; paint(true); }, heard);
    addEventListener("afterprint", () => { window_ = [-1, -1]; paint(); }, heard);
    choose();
    requestAnimationFrame(refresh);
    return section;
  }

  const fieldName = (f) => {
    const name = P.fields[f];
    return P.info.fields[name] ? P.info.fields[name][lang] : name;
  };

  // ---- one promise -----------------------------------------------------------------------------

  const dialog = document.getElementById("thread");

  function reason(t) {
    const years = T.years[t], closed = T.closed[t], status = statusOf(t);
    const said = [];
    if (status === "open") said.push(word("r_first", { years: years.at(-1) }));
    else said.push(word("r_promised", { years: spans(years) }));
    const sure = closed.filter((y) => isSure(t, y, 1)), perhaps = closed.filter((y) => !isSure(t, y, 1));
    if (sure.length) said.push(word("r_closed", { years: spans(sure) }));
    if (perhaps.length) said.push(word("r_perhaps", { years: spans(perhaps) }));
    if (status === "closed" && years.at(-1) === endOf(t)) said.push(word("r_untested", { year: endOf(t) }));
    if (!closed.length && status !== "open") said.push(word("r_not_closed"));
    if (status === "reopened") said.push(word("r_again", { years: spans(years.filter((y) => y > closed.at(-1))) }));
    if (status === "lapsed") said.push(word("r_not_again", { years: years.at(-1) }));
    const steps = T.advanced[t].filter((y) => isSure(t, y, 0)), weak = T.advanced[t].filter((y) => !isSure(t, y, 0));
    if (steps.length) said.push(word("r_advanced", { years: spans(steps) }));
    if (weak.length) said.push(word("r_advanced_perhaps", { years: spans(weak) }));
    const gaps = missing(T.place[t], firstYear(t));
    if (gaps.length) said.push(word("r_gaps", { years: spans(gaps) }));
    if (T.deadline[t] && !isAnnual(t)) said.push(word(T.deadline[t] < endOf(t) ? "r_deadline_passed" : "r_deadline", { year: T.deadline[t] }));
    if (isAnnual(t)) said.push(word("r_annual"));
    if (T.units[t].length > 1) said.push(word(isLoose(t) && T.loose[t] >= 0 ? "r_loose" : "r_weakest", { p: T.weakest[t].toFixed(2), quote: T.loose[t] < 0 ? "" : unitText(T.loose[t]) }));
    return said;
  }

  function quotation(u) {
    const s = U.s[u], text = S.t[s], a = U.a[u], b = a + U.n[u];
    return make("blockquote", { lang: "" }, text.slice(0, a), make("mark", { text: text.slice(a, b) }), text.slice(b));
  }

  function around(s) {
    if (!P.context) return null;
    const near = [s - 2, s - 1, s, s + 1, s + 2].filter((i) => i >= 0 && i < S.t.length && S.d[i] === S.d[s] && (S.a[i] - S.a[s]) * (i - s) >= 0);
    const details = make("details", {}, make("summary", {}, word("e_context")));
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(make("blockquote", {}, near.map((i) => (i === s ? make("strong", { text: S.t[i] }) : make("span", { text: S.t[i] })))));
    });
    return details;
  }

  function eventItem(role, u, score) {
    const s = U.s[u], document_ = documentOf(u);
    const section = P.sections[S.h[s]];
    return make("li", { class: `event ${role}` },
      make("div", {}, make("span", { class: "when" }, document_[2]), ` ${word(`e_${role}`)}`, score === null ? "" : ` · ${word("e_probability", { p: score.toFixed(2) })}`, S.y[s] ? ` · ${word("e_by_people")}` : ""),
      quotation(u),
      make("div", { class: "source" }, document_[4] || document_[0], section ? ` · ${section}` : "", P.parts[S.p[s]] === "other" ? "" : ` · ${word(`part_${P.parts[S.p[s]]}`)}`),
      make("div", { class: "ids" }, unitId(u)),
      around(s));
  }

  function open(t, keepHash) {
    const order = (u) => { const d = documentOf(u); return [d[2], S.d[U.s[u]], U.o[u]]; };
    const events = [...T.units[t].map((u) => ["promised", u, null]), ...T.reports[t].map((r) => [r[1] ? "closes" : "advances", r[0], r[2]])].map((e) => [...order(e[1]), e]);
    events.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
    const items = [];
    const gaps = missing(T.place[t], firstYear(t));
    let year = null;
    for (const [y, , , [role, u, score]] of events) {
      const between = gaps.filter((g) => year !== null && g > year && g < y);
      if (between.length) items.push(make("li", { class: "event missing" }, word("gap", { years: spans(between) })));
      items.push(eventItem(role, u, score));
      year = y;
    }
    const from = firstYear(t), to = endOf(t);
    const have = P.places[T.place[t]][2];
    const signs = [];
    for (let y = from; y <= to; y++) {
      let sign = "";
      if (T.years[t].includes(y)) sign += "●";
      for (const m of T.moves[t]) if (m[0] === y && !sign.includes(m[1] > 0 ? "↑" : "↓")) sign += m[1] > 0 ? "↑" : "↓";
      if (T.advanced[t].includes(y)) sign += isSure(t, y, 0) ? "◐" : "(◐)";
      if (T.closed[t].includes(y)) sign += isSure(t, y, 1) ? "✓" : "(✓)";
      signs.push([y, sign || (have.includes(y) ? "·" : "?")]);
    }
    const here = found.indexOf(t);
    const step = (by) => make("button", { type: "button", disabled: here < 0 || here + by < 0 || here + by >= found.length, onclick: () => open(found[here + by]) }, word(by < 0 ? "previous" : "next"));
    const drift = T.moves[t].length
      ? [make("h3", {}, word("drift")), make("ul", { class: "items" }, T.moves[t].map((m) => make("li", {}, make("span", { class: "when" }, `${m[0]} ${m[1] > 0 ? "↑" : "↓"} `), make("span", { text: `${m[3]} → ${m[4]}` }), make("span", { class: "small" }, ` · ${word(m[1] > 0 ? "s_raised" : "s_lowered")}`, m[2] ? make("span", { text: ` · ${m[2]}` }) : ""), make("div", { class: "ids", text: unitId(m[5]) }))))]
      : [];
    dialog.replaceChildren(
      make("div", { class: "sheet-head no-print" }, make("div", { class: "left" }, step(-1), step(1)), make("button", { type: "button", onclick: () => dialog.close(), autofocus: true, id: "close" }, word("close"))),
      make("div", { class: "sheet" },
        make("p", { class: "small" }, [P.places[T.place[t]][0], T.field[t] >= 0 ? fieldName(T.field[t]) : null, `${word("col_level")} ${T.level[t]}: ${word(`l_${T.level[t]}`)}`].filter(Boolean).join(" · ")),
        make("h2", { id: "thread-title", text: title(t) }),
        make("p", {}, statusTag(t, ""), ` ${word(`def_${statusOf(t)}`)}`),
        make("div", { class: "table", tabindex: 0, role: "region", "aria-label": word("col_strip") }, make("table", { class: "signs" }, make("tbody", {}, make("tr", {}, signs.map(([y]) => make("th", { scope: "col" }, y))), make("tr", {}, signs.map(([, s]) => make("td", {}, s)))))),
        make("h3", {}, word("why")), make("p", {}, reason(t).join(" ")),
        make("p", { class: "ids" }, make("a", { href: `#${T.id[t]}` }, word("copy_link")), ` ${T.id[t]}`),
        ...drift,
        make("h3", {}, word("history")), make("ol", { class: "history" }, items)));
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    dialog.dataset.thread = T.id[t];
    if (!keepHash) history.replaceState(null, "", `#${T.id[t]}`);
  }
  dialog.addEventListener("close", () => { delete dialog.dataset.thread; history.replaceState(null, "", "#recurring"); });
  dialog.addEventListener("click", (e) => { if (e.target === dialog) dialog.close(); });

  const opener = (id, text) => {
    const t = at(id);
    return t < 0 ? make("span", { text }) : make("button", { type: "button", class: "link", onclick: () => open(t), text });
  };

  // ---- the other sections ----------------------------------------------------------------------

  function facts() {
    const h = P.headline;
    const people = Object.fromEntries(["sentences", "links", "closures", "threads"].map((kind) => [kind, number(h[`human_${kind}`])]));
    const human = h.human_sentences + h.human_links + h.human_closures + h.human_threads;
    const shared = (n) => (n ? word("h_without_shared", { n: number(n) }) : "");
    const fact = (value, key, notes, name) => make("div", { class: `fact ${name || ""}` }, make("b", {}, number(value)), make("span", {}, word(key)), notes.filter(Boolean).map((n) => make("small", {}, n)));
    return make("section", { id: "top", "aria-label": word("title") },
      make("div", { class: "facts" },
        fact(h.recurring, "h_recurring", [h.recurring_range[1] ? word("h_recurring_note", { low: number(h.recurring_range[0]), high: number(h.recurring_range[1]) }) : "", h.recurring ? word("h_recurring_firm", { n: number(h.recurring_firm) }) : "", h.recurring_annual ? word("h_recurring_annual", { n: number(h.recurring - h.recurring_annual) }) : "", shared(h.recurring_shared)], "main"),
        fact(h.closed, "h_closed", [word("h_closed_note", { n: number(h.later), perhaps: number(h.closed_perhaps), low: number(h.closed_range[0]), high: number(h.closed_range[1]) }), shared(h.closed_shared)]),
        fact(h.problems, "h_problems", [word("h_problems_note", { n: number(h.problems_open) })]),
        fact(h.threads, "h_threads", [h.checkable === null ? "" : word("h_threads_note", { units: number(h.commitments), share: percent(h.checkable) }), word("h_threads_parts", { later: number(h.later), last: number(h.threads - h.later - h.shared), shared: number(h.shared) })]),
        fact(h.texts, "h_texts", [h.texts ? word("h_texts_note", { places: number(h.places), first: h.first, last: h.last }) : word("h_texts_none"), h.missing ? word("h_missing", { n: number(h.missing) }) : ""])),
      make("p", { class: "note" }, word("caveat"), " ", human ? word("checked", { n: number(human), ...people }) : word("unchecked"), " ", P.rates.rows.length ? "" : word("no_sample")),
      rates());
  }

  const ANSWERS = { all: "answer_all", commitment: "answer_commitment", same: "answer_same", related: "answer_related", closes: "answer_closes", advances: "answer_advances", "one promise": "answer_one" };
  const answer = (label) => word(P.labels.includes(label) ? `label_${label}` : ANSWERS[label]);
  const between = (r, show) => (r.estimate === null ? "" : `${show(r.low)} – ${show(r.high)}`);

  /** What coded samples say of the models, beside the counts. */
  function rates() {
    const own = records(P.rates).filter((r) => r.main && r.estimate !== null);
    if (!own.length) return null;
    const kinds = ["sentences", "links", "closures", "threads"].filter((k) => own.some((r) => r.kind === k));
    return make("div", { class: "rates" }, kinds.map((kind) => {
      const rows = own.filter((r) => r.kind === kind);
      const name = `${word(`kind_${kind}`)}: ${word("rates_title", { n: number(rows[0].coded), coders: rows[0].coders })}`;
      return make("details", { open: kind === kinds[0] }, make("summary", {}, name), make("p", { class: "lead" }, word("rates_lead")),
        grid([[word("rates_label")], [word("rates_measure")], [word("rates_estimate"), "num"], [word("rates_interval"), "num"], [word("rates_items"), "num"]], rows,
          (r) => [td(answer(r.label)), td(word(`rate_${r.measure}`)), td(percent(r.estimate), "num"), td(between(r, percent), "num"), td(number(r.n), "num")], name));
    }));
  }

  const METHODS = { design: "method_design", synthetic: "method_synthetic", "not in the sample": "method_none" };

  /** Corrected totals of a place (or of all), or that there are none. */
  function totals(place) {
    if (!P.totals.rows.length) return make("p", { class: "note" }, word("totals_none"));
    const own = records(P.totals).filter((r) => (place === "" ? r.scope === "all" || r.scope === "year" : r.jurisdiction === place));
    const show = (value) => number(Math.round(value));
    return make("details", {}, make("summary", {}, word("totals_title")), make("p", { class: "lead" }, word("totals_lead")),
      grid([[word("place")], [word("y_year"), "num"], [word("rates_label")], [word("totals_counted"), "num"], [word("rates_estimate"), "num"], [word("rates_interval"), "num"], [word("totals_method")], [word("rates_items"), "num"]], own,
        (r) => [td(r.jurisdiction || word("answer_all")), td(r.year === null ? "" : r.year, "num"), td(answer(r.label)), td(number(r.counted), "num"), td(r.estimate === null ? "" : show(r.estimate), "num"), td(between(r, show), "num"), td(word(METHODS[r.method])), td(number(r.n), "num")],
        word("totals_title"), cut(P.totals, "corrected_totals")));
  }

  function chart(name, key) {
    const image = CHARTS[`${name}.${lang}`];
    if (!image) return null;
    return make("figure", {}, make("div", { class: "pan", tabindex: 0, role: "region", "aria-label": word(key) }, make("img", { src: `data:image/svg+xml;base64,${image}`, alt: word(key) })), make("figcaption", {}, word(key), ". ", word("figure_note", { name })));
  }

  /** Says that the page holds only the first rows of a table; nothing where it holds all. */
  const cut = (table, name) => (table.all > table.rows.length ? make("p", { class: "note" }, word("rows_cut", { n: number(table.rows.length), all: number(table.all), table: name })) : null);

  /** A list that grows by a button, which it returns. `render` makes one item. */
  function growing(items, render, holder) {
    let shown = 0;
    const more = make("button", { type: "button", class: "no-print" });
    const grow = () => {
      holder.append(...items.slice(shown, shown + STEP).map(render));
      shown = Math.min(items.length, shown + STEP);
      more.textContent = word("more", { n: number(Math.min(STEP, items.length - shown)) });
      more.hidden = shown >= items.length;
    };
    more.addEventListener("click", grow);
    grow();
    return more;
  }

  /** A table that grows by a button; `cells` makes the cells of one row, only when it is shown; `note` stands below. */
  function grid(heads, rows, cells, caption, note) {
    if (!rows.length) return make("p", { class: "small" }, word("nothing"));
    const body = make("tbody");
    const more = growing(rows, (row) => make("tr", {}, cells(row)), body);
    return make("div", {}, make("div", { class: "table", tabindex: 0, role: "region", "aria-label": caption },
      make("table", {}, make("caption", {}, caption), make("thead", {}, make("tr", {}, heads.map((h) => make("th", { scope: "col", class: h[1] || "" }, h[0])))), body)), more, note);
  }
  const td = (value, name) => make("td", { class: name || "" }, value);

  const records = (table) => table.rows.map((row) => Object.fromEntries(table.columns.map((c, i) => [c, row[i]])));

  const CHANGE_WORDS = { new: "c_new", "taken up again": "c_taken", repeated: "c_repeated", "revised target": "c_revised", narrowed: "c_narrowed", broadened: "c_broadened", closed: "c_closed", "closed later": "c_closed_later", dropped: "c_dropped" };

  function changesSection() {
    const section = make("section", { id: "changes" }, make("h2", {}, word("changes_title")), make("p", { class: "lead" }, word("changes_lead")), chart("flow", "g_flow"));
    const able = P.places.map((p, i) => i).filter((i) => P.places[i][2].length > 1);
    if (!able.length) { section.append(make("p", { class: "small" }, word("nothing"))); return section; }
    let place = able.includes(T.place[0]) ? T.place[0] : able[0], later = P.places[place][2].at(-1), kind = "new";
    const controls = make("div", { class: "pick" }), chips = make("div", { class: "chips" }), out = make("div");
    function refresh() {
      const have = P.places[place][2];
      const before = have[have.indexOf(later) - 1];
      controls.replaceChildren(
        able.length > 1 ? select(word("place"), able.map((i) => [i, P.places[i][0]]), place, (v) => { place = Number(v); later = P.places[place][2].at(-1); refresh(); }) : "",
        select(word("pair"), have.slice(1).map((y, i) => [y, `${have[i]} → ${y}`]).reverse(), later, (v) => { later = Number(v); refresh(); }));
      const groups = Object.fromEntries(P.changes.map((c) => [c, []]));
      for (let t = 0; t < T.id.length; t++) if (T.place[t] === place) for (const [y, c, a, b] of T.changes[t]) if (y === later) groups[P.changes[c]].push([t, a, b]);
      if (!groups[kind].length) kind = P.changes.find((c) => groups[c].length) || kind;
      chips.replaceChildren(...P.changes.map((c) => make("button", { type: "button", disabled: !groups[c].length, "aria-pressed": String(c === kind), onclick: () => { kind = c; refresh(); } }, `${word(CHANGE_WORDS[c])} ${number(groups[c].length)}`)));
      const holder = make("ul", { class: "items" });
      const gap = missing(place).filter((y) => y > before && y < later);
      // the promises that were compared: the first of a year, where no others are named
      const of = (t, y, u) => (u === undefined ? T.units[t].find((own) => documentOf(own)[2] === y) : u < 0 ? undefined : u);
      const more = growing(groups[kind], ([t, from, to]) => {
        const a = of(t, before, from), b = of(t, later, to);
        const side = (u, y) => make("div", {}, make("span", { class: "small" }, `${y} `), make("span", { text: unitText(u) }), " ");
        const sides = [a === undefined ? null : side(a, before), b === undefined ? null : side(b, later)].filter(Boolean);
        sides.at(-1).append(opener(T.id[t], word("history")));
        return make("li", {}, make("div", { class: sides.length > 1 ? "pair" : "" }, sides));
      }, holder);
      out.replaceChildren(gap.length ? make("p", { class: "note" }, word("gap", { years: spans(gap) })) : "", holder, more);
    }
    refresh();
    section.append(controls, chips, out);
    return section;
  }

  function yearsSection() {
    const section = make("section", { id: "years" }, make("h2", {}, word("years_title")), make("p", { class: "lead" }, word("years_lead")), make("div", { class: "figures" }, chart("overview", "g_heat"), chart("levels", "g_level"), chart("rate", "g_rate"), chart("fields", "g_fields")));
    const rows = records(P.years);
    let place = "";
    const controls = make("div", { class: "pick" }), out = make("div");
    function refresh() {
      const own = rows.filter((r) => place === "" || r.jurisdiction === place).sort((a, b) => b.year - a.year || (a.jurisdiction < b.jurisdiction ? -1 : 1));
      out.replaceChildren(grid([[word("place")], [word("y_year"), "num"], [word("y_texts"), "num"], [word("y_commitments"), "num"], [word("y_per"), "num"], [word("y_checkable"), "num"], [word("y_threads"), "num"], [word("y_new"), "num"], [word("y_repeated"), "num"], [word("y_closed"), "num"], [word("y_rate")], [word("y_problems"), "num"]],
        own, (r) => {
          const meter = make("span", { class: "meter", "aria-hidden": "true" }, make("i"));
          if (r.closure_rate !== null) meter.firstChild.style.width = `${100 * r.closure_rate}%`;
          return [td(r.jurisdiction), td(r.year, "num"), td(r.texts, "num"), td(number(r.commitments), "num"), td(number(r.commitments_per_10000), "num"), td(percent(r.checkable_share), "num"), td(number(r.threads), "num"), td(number(r.new), "num"), td(number(r.repeated), "num"), td(number(r.closed_next), "num"),
            make("td", { class: "rate" }, r.closure_rate === null ? "" : [percent(r.closure_rate), meter]), td(number(r.sentences_problem), "num")];
        }, word("years_title"), cut(P.years, "years")), totals(place));
    }
    if (P.places.length > 1) controls.append(select(word("place"), [["", word("any")], ...P.places.map((p) => [p[0], p[0]])], place, (v) => { place = v; refresh(); }));
    refresh();
    section.append(controls, out);
    return section;
  }

  const figure = (low, high, unit) => (low === null ? "" : `${low === high ? low : `${low}–${high}`} ${unit}`);
  const VERDICTS = { met: "v_met", missed: "v_missed", exceeded: "v_exceeded", "perhaps of several years": "v_several", "not reported": "v_not_reported", "no text of next year": "v_no_text", "explicitly not set": "v_not_set", "not found": "v_not_found", "no text": "v_no_speech" };

  function targetsSection() {
    const section = make("section", { id: "targets" }, make("h2", {}, word("targets_title")), make("p", { class: "lead" }, word("targets_lead")), chart("targets", "g_targets"));
    const series = new Map();
    for (const r of records(P.series)) {
      const key = [r.jurisdiction, r.indicator, r.kind, r.unit].join("\u0000");
      if (!series.has(key)) series.set(key, []);
      series.get(key).push(r);
    }
    const all = [...series.values()].map((rows) => rows.sort((a, b) => a.year - b.year)).sort((a, b) => stated(b) - stated(a) || (a[0].indicator < b[0].indicator ? -1 : 1));
    const alike = new Map();
    const common = (r) => [r.jurisdiction, r.indicator, r.unit].join("\u0000");
    for (const [r] of all) alike.set(common(r), (alike.get(common(r)) || 0) + 1);
    const kind = (r) => (alike.get(common(r)) > 1 ? `, ${word(`series_${r.kind}`)}` : "");
    function stated(rows) { return rows.filter((r) => r.state === "stated").length; }
    let text = "", place = "";
    const controls = make("div", { class: "pick" }), out = make("div");
    function refresh() {
      const needle = plain(text);
      const own = all.filter((rows) => (place === "" || rows[0].jurisdiction === place) && plain(rows[0].indicator).includes(needle));
      const holder = make("ul", { class: "items" });
      const more = growing(own, (rows) => {
        const r = rows[0];
        const details = make("details", {}, make("summary", {}, `${P.places.length > 1 ? `${r.jurisdiction}: ` : ""}${r.indicator}${kind(r)} (${r.unit}) · ${span(rows[0].year, rows.at(-1).year)} · ${stated(rows)}`));
        details.addEventListener("toggle", () => {
          if (!details.open || details.children.length > 1) return;
          details.append(grid([[word("y_year")], [word("target")], [word("change")], [word("outcome")], [word("verdict")], [word("quote")]],
            rows, (p) => [td(p.year), td(p.state === "stated" ? `${word(`b_${p.bound}`)} ${figure(p.low, p.high, p.unit)}` : word(VERDICTS[p.state])), td(p.change ? word(`ch_${p.change}`) : ""), td(p.outcome === null ? "" : `${p.outcome} ${p.unit}`), td(p.verdict ? word(VERDICTS[p.verdict]) : ""),
              make("td", { class: "q" }, make("div", { text: p.quote }), p.unit_ids.length ? make("div", { class: "ids", text: p.unit_ids[0] }) : "", p.outcome_quote ? make("div", { class: "small", text: `${p.year + 1}: ${p.outcome_quote}` }) : "")], r.indicator));
        });
        return make("li", {}, details);
      }, holder);
      out.replaceChildren(own.length ? holder : make("p", { class: "small" }, word("nothing")), more, cut(P.series, "target_series") || "");
    }
    controls.append(P.places.length > 1 ? select(word("place"), [["", word("any")], ...P.places.map((p) => [p[0], p[0]])], place, (v) => { place = v; refresh(); }) : "",
      control(word("indicator"), make("input", { type: "search", oninput: (e) => { text = e.target.value; refresh(); } })));
    refresh();
    section.append(controls, out);
    return section;
  }

  function pagesList() {
    const pages = Object.entries(P.pages);
    if (P.home) return make("p", {}, make("a", { href: P.home }, word("pages_home")));
    if (!pages.length) return null;
    return make("details", { class: "pages" }, make("summary", {}, word("pages_title", { n: number(pages.length) })),
      make("ul", {}, pages.map(([place, path]) => make("li", {}, make("a", { href: encodeURI(path) }, place)))));
  }

  function placesSection() {
    if (P.places.length < 2) return null;
    const section = make("section", { id: "places" }, make("h2", {}, word("places_title")), make("p", { class: "lead" }, word("places_lead")));
    const groups = new Map();
    for (const r of records(P.place_targets)) {
      const key = [r.year, r.indicator, r.dimension, r.direction].join("\u0000");
      if (!groups.has(key)) groups.set(key, []);
      groups.get(key).push(r);
    }
    const holder = make("ul", { class: "items" });
    const more = growing([...groups.values()], (rows) => {
      const r = rows[0];
      const details = make("details", {}, make("summary", {}, `${r.year} · ${r.indicator} · ${word("places_of", { n: r.places, all: r.places_with_text })}`));
      details.addEventListener("toggle", () => {
        if (details.open && details.children.length === 1)
          details.append(grid([[word("rank"), "num"], [word("place")], [word("figure")], [word("above"), "num"], [word("quote")]], rows, (p) => [td(p.rank, "num"), td(p.jurisdiction), td(`${word(`b_${p.bound}`)} ${figure(p.low, p.high, p.unit)}`), td(p.above === null ? "" : `${p.above > 0 ? "+" : ""}${figure(p.above, p.above, p.unit)}`, "num"), make("td", { class: "q" }, p.thread_id ? opener(p.thread_id, p.quote) : make("span", { text: p.quote }), make("div", { class: "ids", text: p.unit_id }))], r.indicator));
      });
      return make("li", {}, details);
    }, holder);
    section.append(make("h3", {}, word("places_targets")), groups.size ? holder : make("p", { class: "small" }, word("nothing")), more, cut(P.place_targets, "place_targets") || "");
    const shared = records(P.shared);
    section.append(make("h3", {}, word("places_shared")), grid([[word("place")], [word("quote")], [word("place")], [word("quote")], [word("likeness"), "num"], [word("relation")]],
      shared, (r) => [td(`${r.a_jurisdiction}, ${word("first_there")} ${r.a_first_year}`), make("td", { class: "q" }, opener(r.a_thread, r.a_quote), make("div", { class: "ids", text: r.a_unit })), td(`${r.b_jurisdiction}, ${word("first_there")} ${r.b_first_year}`), make("td", { class: "q" }, opener(r.b_thread, r.b_quote), make("div", { class: "ids", text: r.b_unit })), td(r.score === null ? "" : r.score.toFixed(2), "num"), make("td", {}, word(r.relation === "copied" ? "rel_copied" : "rel_shared"), r.foreign_name ? make("div", { class: "small", text: word("foreign", { name: r.foreign_name }) }) : "")], word("places_shared"), cut(P.shared, "places")));
    return section;
  }

  const PROBLEMS = { "named again without an answer": "p_again_none", "answered and named again": "p_again", "named once, no answer found": "p_once_none", "answered, not named again": "p_once" };

  function problemsSection() {
    const section = make("section", { id: "problems" }, make("h2", {}, word("problems_title")), make("p", { class: "lead" }, word("problems_lead")));
    let kind = "named again without an answer", place = "";
    if (!P.problems.some((p) => p[1] === kind)) kind = P.problems.length ? P.problems[0][1] : kind;
    const chips = make("div", { class: "chips" }), controls = make("div", { class: "pick" }), out = make("div");
    function refresh() {
      const here = P.problems.filter((p) => place === "" || p[0] === Number(place));
      if (here.length && !here.some((p) => p[1] === kind)) kind = here[0][1];
      chips.replaceChildren(...Object.entries(PROBLEMS).map(([k, w]) => {
        const n = here.filter((p) => p[1] === k).length;
        return make("button", { type: "button", disabled: !n, "aria-pressed": String(k === kind), onclick: () => { kind = k; refresh(); } }, `${word(w)} ${number(n)}`);
      }));
      const holder = make("ul", { class: "items" });
      const more = growing(here.filter((p) => p[1] === kind), ([where, , named, answered, sentences, answers]) => {
        const last = sentences.at(-1);
        const details = make("details", {}, make("summary", {}, word("p_all")));
        details.addEventListener("toggle", () => {
          if (!details.open || details.children.length > 1) return;
          details.append(make("ol", { class: "history" }, sentences.map((s) => make("li", { class: "event" }, make("span", { class: "when" }, P.documents[S.d[s]][2]), make("blockquote", { text: S.t[s] }), make("div", { class: "ids", text: sentenceId(s) }))),
            answers.map((u) => make("li", { class: "event advances" }, make("span", { class: "when" }, documentOf(u)[2]), ` ${word("p_answers")}`, quotation(u), make("div", { class: "ids", text: unitId(u) })))));
        });
        return make("li", {}, make("blockquote", { text: S.t[last] }),
          make("div", { class: "small" }, P.places.length > 1 ? `${P.places[where][0]} · ` : "", `${word("p_named")}: ${spans(named)}`, answered.length ? ` · ${word("p_answers")}: ${spans(answered)}` : ""),
          answers.length ? make("div", { class: "small" }, `${word("p_nearest")}: `, make("span", { text: unitText(answers[0]) })) : "", details);
      }, holder);
      out.replaceChildren(here.length ? holder : make("p", { class: "small" }, word("nothing")), more);
    }
    if (P.places.length > 1) controls.append(select(word("place"), [["", word("any")], ...P.places.map((p, i) => [i, p[0]])], place, (v) => { place = v; refresh(); }));
    refresh();
    section.append(controls, chips, out);
    return section;
  }

  const STATES = { text: "state_text", "text not compared": "state_not", "no text": "state_none", "set aside": "state_aside" };

  function coverageSection() {
    const rows = records(P.coverage);
    const place = (i) => [td(P.places[i][0]), td(P.places[i][2].length, "num"), td(spans(P.places[i][2])), td(spans(missing(i)))];
    const details = make("details", {}, make("summary", {}, `${word("d_rows")}: ${number(P.coverage.all)}`));
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1)
        details.append(grid([[word("place")], [word("y_year"), "num"], [word("d_state")], [word("d_document")], [word("d_kind")], [word("d_characters"), "num"], [word("d_sentences"), "num"], [word("y_commitments"), "num"], [word("d_doubtful"), "num"], [word("d_warnings")], [word("d_source")]],
          rows, (r) => [td(r.jurisdiction), td(r.year, "num"), td(word(STATES[r.state])), make("td", {}, make("div", { text: r.title || "" }), make("div", { class: "ids", text: r.doc_id || "" })), td(r.kind || ""), td(number(r.characters), "num"), td(number(r.sentences), "num"), td(number(r.commitments), "num"), td(number(r.doubtful), "num"), td(r.warnings || "", "q"), td(r.source || "")], word("coverage_title"), cut(P.coverage, "coverage")));
    });
    return make("section", { id: "coverage" }, make("h2", {}, word("coverage_title")), make("p", { class: "lead" }, word("coverage_lead")),
      grid([[word("place")], [word("y_texts"), "num"], [word("y_year")], [word("s_no_text")]], P.places.map((p, i) => i), place, word("coverage_title")), details,
      make("p", { class: "note" }, word("doubt_lead", { sentences: number(P.review.sentence), links: number(P.review.link), closures: number(P.review.closure) })));
  }

  function methodSection() {
    const cards = Object.entries(P.info.cards);
    const scores = cards.flatMap(([name, card]) => card.scores.map(([path, value]) => [name, path, value, card.split]));
    const score = ([name, path, value, split]) => [td(name), td(path), td(Number.isInteger(value) ? number(value) : value.toFixed(3), "num"), td(split)];
    return make("section", { id: "method" }, make("h2", {}, word("method_title")),
      ["m_1", "m_2", "m_3", "m_4", "m_5", "m_6", P.fields.length ? "m_7" : null].filter(Boolean).map((k) => make("p", { class: "lead" }, word(k))),
      make("h3", {}, word("status")), make("dl", { class: "defs" }, P.statuses.flatMap((s) => [make("dt", {}, make("span", { class: `tag ${s}` }, word(`st_${s}`))), make("dd", {}, word(`def_${s}`))])),
      make("h3", {}, word("col_level")), make("dl", { class: "defs" }, [0, 1, 2, 3, 4].flatMap((l) => [make("dt", {}, l), make("dd", {}, word(`l_${l}`))])),
      make("h3", {}, word("scores")), make("p", { class: "lead" }, word(cards.length ? "scores_lead" : "scores_none")),
      scores.length ? make("details", {}, make("summary", {}, word("scores")), grid([[word("model")], [word("measure")], [word("value"), "num"], [""]], scores, score, word("scores"))) : null,
      P.context ? null : make("p", { class: "note" }, word("no_context")));
  }

  function citeSection() {
    const h = P.headline;
    return make("section", { id: "cite" }, make("h2", {}, word("cite_title")),
      make("p", {}, word("cite_text", { version: P.info.version, code: P.info.code || "–", texts: number(h.texts), places: number(h.places), first: h.first ?? "", last: h.last ?? "" })),
      T.id.length ? make("p", { class: "lead" }, word("cite_quote", { id: T.id[0] })) : null,
      make("h3", {}, word("files")), make("p", { class: "lead" }, word("files_lead")));
  }

  // ---- the page as a whole ---------------------------------------------------------------------

  function render() {
    document.documentElement.lang = lang === "zh" ? "zh-Hans" : lang;
    document.title = word("title");
    for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
    document.getElementById("language").lang = lang === "zh" ? "en" : "zh-Hans";
    const sections = [facts(), listSection(), changesSection(), yearsSection(), targetsSection(), placesSection(), problemsSection(), coverageSection(), methodSection(), citeSection()].filter(Boolean);
    document.getElementById("main").replaceChildren(...sections);
    const named = sections.map((s) => s.id).filter((id) => id !== "top");
    document.getElementById("nav").replaceChildren(...named.map((id) => make("li", {}, make("a", { href: `#${id}` }, word(`nav_${id}`)))));
  }

  function follow() {
    const t = P ? at(location.hash.slice(1)) : -1;
    if (t >= 0) open(t, true);
  }

  /** Put the places side by side: what a place counts from 0 is moved behind what the places before it count. */
  function assemble(whole, parts) {
    const all = { ...whole, places: [], documents: [], problems: [], sections: [], sentences: {}, units: {}, threads: {} };
    const code = (key) => (whole.info.fields[key] ? whole.info.fields[key].code : Infinity);
    all.fields = [...new Set(parts.flatMap((part) => part.fields))].sort((a, b) => code(a) - code(b) || (a < b ? -1 : 1));
    const threads = [];
    for (const part of parts) {
      const place = part.place ? all.places.push(part.place) - 1 : -1;
      const { documents: d, sections: h } = { documents: all.documents.length, sections: all.sections.length };
      const s = (all.sentences.t || []).length, u = (all.units.s || []).length;
      const by = (n) => (x) => x + n;
      for (const [id, ...rest] of part.documents) all.documents.push([id, place, ...rest]);
      for (const section of part.sections) all.sections.push(section);
      const append = (columns, into, shifts) => {
        for (const [name, values] of Object.entries(columns)) {
          const target = (into[name] = into[name] || []);
          for (const value of values) target.push(name in shifts ? value + shifts[name] : value);
        }
      };
      append(part.sentences, all.sentences, { d, h });
      append(part.units, all.units, { s });
      const T_ = part.threads;
      for (let t = 0; t < T_.id.length; t++) {
        const own = Object.fromEntries(Object.entries(T_).map(([name, values]) => [name, values[t]]));
        threads.push({ ...own, place, title: own.title + u, loose: own.loose < 0 ? -1 : own.loose + u, units: own.units.map(by(u)), field: own.field < 0 ? -1 : all.fields.indexOf(part.fields[own.field]),
          reports: own.reports.map(([unit, closes, score, promise]) => [unit + u, closes, score, promise + u]), moves: own.moves.map((m) => [...m.slice(0, 5), m[5] + u]),
          changes: own.changes.map(([year, kind, ...pair]) => [year, kind, ...pair.map((i) => (i < 0 ? i : i + u))]) });
      }
      for (const [status, named, answered, said, answers] of part.problems) all.problems.push([place, status, named, answered, said.map(by(s)), answers.map(by(u))]);
    }
    // the order of the table (`rank` in tables/recurring.py)
    threads.sort((a, b) => b.years.length - a.years.length || b.years.at(-1) - a.years.at(-1) || a.years[0] - b.years[0] ||
      (a.flags & 1) - (b.flags & 1) || b.level - a.level || b.weakest - a.weakest || (a.id < b.id ? -1 : 1));
    const names = ["id", "place", "title", "status", "flags", "level", "weakest", "loose", "field", "units", "years", "deadline", "advanced", "closed", "reports", "moves", "changes"];
    for (const name of names) all.threads[name] = threads.map((thread) => thread[name]);
    for (const name of "datnhply") all.sentences[name] = all.sentences[name] || [];
    for (const name of "sanoevr") all.units[name] = all.units[name] || [];
    const kinds = Object.keys(PROBLEMS);
    all.problems.sort((a, b) => kinds.indexOf(a[1]) - kinds.indexOf(b[1]) || b[2].length - a[2].length || b[2].at(-1) - a[2].at(-1));
    all.left_out = whole.headline.threads - threads.length;
    return all;
  }

  async function unpack() {
    if (typeof DecompressionStream === "undefined") throw new RangeError("too_old");
    const holder = document.getElementById("data");
    const [whole, ...places] = holder.textContent.split("\n");
    holder.remove();
    const read = async (part) => {
      const packed = atob(part);
      const bytes = new Uint8Array(packed.length);
      for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
      const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
      return JSON.parse(await new Response(stream).text());
    };
    const parts = [];
    for (const place of places) parts.push(await read(place));
    return assemble(await read(whole), parts);
  }

  async function start() {
    const notice = document.getElementById("state");
    lang = document.documentElement.lang.startsWith("zh") ? "zh" : "en";
    notice.textContent = word("loading");
    try {
      P = await unpack();
    } catch (error) {
      notice.textContent = error instanceof RangeError && error.message === "too_old" ? word("too_old") : word("damaged", { error: String(error) });
      return;
    }
    S = P.sentences; U = P.units; T = P.threads;
    const defs = draw("svg", { width: 0, height: 0, "aria-hidden": "true", class: "hidden-defs" }, draw("defs", {}, draw("pattern", { id: "hatch", width: 4, height: 4, patternUnits: "userSpaceOnUse" }, draw("rect", { width: 4, height: 4, fill: "#f2f4f6" }), draw("path", { d: "M-1 1L1 -1M0 4L4 0M3 5L5 3", stroke: "#aab3bd", "stroke-width": 1 }))));
    document.body.append(defs);
    // a single speech repeats nothing: show what there is
    if (!T.id.some((_, t) => VIEWS.recurring(t))) START.view = "all";
    state = { ...START };
    render();
    document.getElementById("language").addEventListener("click", () => {
      lang = lang === "zh" ? "en" : "zh";
      const opened = dialog.dataset.thread;
      texts = null;
      render();
      if (opened) open(at(opened), true);
    });
    addEventListener("hashchange", follow);
    follow();
    document.documentElement.dataset.ready = "true";
  }

  start();
})();
