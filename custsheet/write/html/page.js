"use strict";
const content = JSON.parse(document.getElementById("content").textContent);
const at = Object.fromEntries(content.columns.map((name, number) => [name, number]));
const issues = content.issues.map((line) => ({ get: (name) => line[at[name]], words: "" }));
const chosen = { level: new Set(), status: new Set(), code: new Set(), field: new Set(), file: new Set(), owner: new Set() };
const CHUNK = 60;
const LEVELS = ["error", "warning", "info"], STATUSES = ["new", "back", "open", "solved", "waived"];
const asking = issues.filter((issue) => issue.get("status") !== "waived").length;
let lang = content.lang, text = content.ui[lang], group = "none", query = "", found = [], drawn = 0, here = -1, open = new Set(), more = new Set(), counts = new Map();

/* Building blocks: everything a cell says goes through text nodes. */
function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key === "class") made.className = value;
    else if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((each) => each !== null && each !== undefined));
  return made;
}
function svg(name, attributes, words) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes || {})) made.setAttribute(key, value);
  if (words !== undefined) made.textContent = words;
  return made;
}
const fill = (template, facts) => template.replace(/\{(\w+)[^}]*\}/g, (all, key) => (key in facts ? facts[key] : all));
const count = (number) => Number(number).toLocaleString(lang === "zh" ? "zh-CN" : "en-US");
const percent = (share) => (share > 0.99 && share < 1 ? ">99%" : Math.round(share * 100) + "%");
const title = (code) => (content.rules[code] ? content.rules[code][lang].title : code);
const table = (name) => (content.tables[name] ? content.tables[name][lang] : name);
const heading = (issue) => content.fields[issue.get("table") + "/" + issue.get("field")] || issue.get("field");
const source = (issue) => issue.get("file") + (issue.get("sheet") ? " › " + issue.get("sheet") : "");
const LABELS = { level: (key) => text.levels[key] || key, code: title, field: (key) => key, file: (key) => key, owner: (key) => key, status: (key) => text.statuses[key] || key };
const KEYS = { level: (issue) => issue.get("level"), code: (issue) => issue.get("code"), field: heading, file: source, owner: (issue) => issue.get("owner"), status: (issue) => issue.get("status") };

/* The first page. */
function masthead() {
  const privacy = el("span", { class: "privacy" + (content.masked ? "" : " open"), title: content.masked ? text.masked_hint : "" }, content.masked ? text.masked : text.unmasked);
  const mark = svg("svg", { viewBox: "0 0 26 26", class: "mark", "aria-hidden": "true" });
  mark.append(svg("rect", { x: 1, y: 1, width: 24, height: 24, rx: 6, class: "fill" }), svg("path", { d: "M7 13.5l4 4 8-9", fill: "none", stroke: "#fff", "stroke-width": 2.6, "stroke-linecap": "round", "stroke-linejoin": "round" }));
  return el("header", { class: "bar" }, el("div", { class: "bar-in" },
    el("div", { class: "brand" }, mark, "custsheet"),
    el("nav", { class: "tabs" }, el("a", { href: "#overview" }, text.overview), el("a", { href: "#explorer" }, text.explorer)),
    el("div", { class: "tools" }, privacy,
      el("button", { class: "tool", onclick: () => speak(lang === "zh" ? "en" : "zh") }, text.language),
      el("button", { class: "tool", onclick: turn, title: text.theme, "aria-label": text.theme }, "◐"),
      el("button", { class: "tool", onclick: () => { drawAll(); window.print(); } }, text.print))));
}
function verdict() {
  const tone = content.verdict.tone;
  const inputs = content.inputs.slice(0, 3).join(" · ") + (content.inputs.length > 3 ? " …" : "");
  return el("section", { class: "card verdict " + tone, id: "overview" },
    el("div", { class: "sign", "aria-hidden": "true" }, { bad: "!", fair: "!", good: "✓" }[tone]),
    el("div", null, el("h1", null, content.verdict[lang]), el("p", { class: "sub" }, text.title + " · " + fill(text.summary.subtitle, { inputs, as_of: content.as_of, version: content.version }))));
}
function measured() {
  const told = content.measured[lang];
  return told.length ? el("section", { class: "card measured" }, ...told.map((each) => el("p", null, each))) : "";
}

function notes() {
  return content.notes.length ? el("section", { class: "card notes" }, ...content.notes.map((each) => el("p", null, each))) : "";
}
function tiles() {
  return el("section", { class: "tiles" }, ...Object.entries(content.tiles).map(([name, value]) => {
    const share = name === "reachable" && content.tiles.customers ? el("small", null, percent(value / content.tiles.customers)) : null;
    return el("div", { class: "card tile", title: text.summary[name + "_hint"] || "" }, el("b", null, value === null ? "–" : count(value), share), el("span", null, text.summary[name]));
  }));
}
function panel(wide, name, note, ...children) {
  return el("section", { class: "card panel " + wide }, el("h2", null, name, note ? el("small", null, note) : null), ...children);
}
function donut() {
  const total = LEVELS.reduce((sum, level) => sum + content.levels[level], 0), ring = 2 * Math.PI * 56;
  const drawing = svg("svg", { viewBox: "0 0 148 148", role: "img", "aria-label": text.summary.levels });
  drawing.append(svg("circle", { cx: 74, cy: 74, r: 56, class: "arc", stroke: "var(--track)" }));
  let start = 0;
  for (const level of LEVELS) {
    const share = total ? content.levels[level] / total : 0;
    if (share) drawing.append(svg("circle", { cx: 74, cy: 74, r: 56, class: "arc " + level, "stroke-dasharray": `${Math.max(1, share * ring - 2)} ${ring}`, "stroke-dashoffset": -start * ring, transform: "rotate(-90 74 74)", fill: "none" }));
    start += share;
  }
  drawing.append(svg("text", { x: 74, y: 80, "text-anchor": "middle", class: "total" }, count(total)), svg("text", { x: 74, y: 98, "text-anchor": "middle", class: "soft" }, text.summary.issues));
  const key = el("ul", { class: "key" }, ...LEVELS.map((level) => el("li", null, el("span", { class: "dot " + level }), text.levels[level], el("b", null, count(content.levels[level])))));
  return el("div", { class: "donut" }, drawing, key);
}
function bars(lines, show, low) {
  const most = Math.max(...lines.map((line) => line[1]), low ? 1 : 0) || 1, step = 27, left = 118;
  const drawing = svg("svg", { viewBox: `0 0 400 ${lines.length * step}`, role: "img", class: "bars" });
  lines.forEach(([name, value], number) => {
    const y = number * step, shown = name.length > 9 && /[^\x00-\xff]/.test(name) ? name.slice(0, 8) + "…" : name.length > 17 ? name.slice(0, 16) + "…" : name;
    const line = svg("g", {});
    line.append(svg("title", {}, name + " " + show(value)), svg("text", { x: 0, y: y + 17, class: "soft" }, shown),
      svg("rect", { x: left, y: y + 8, width: 222, height: 11, rx: 5.5, class: "track" }),
      svg("rect", { x: left, y: y + 8, width: Math.max(value ? 3 : 0, 222 * value / most), height: 11, rx: 5.5, class: low && value < 0.5 ? "low" : "fill" }),
      svg("text", { x: 400, y: y + 17, "text-anchor": "end" }, show(value)));
    drawing.append(line);
  });
  return drawing;
}
function moved(now, before) {
  if (now === null || before === null || before === undefined) return null;
  const by = Math.round((now - before) * 10) / 10;
  return el("span", { class: "moved " + (by > 0 ? "up" : by < 0 ? "down" : ""), title: text.scores.since }, by ? (by > 0 ? "▲ " : "▼ ") + Math.abs(by) : "＝");
}
function gauge() {
  const score = content.score, half = Math.PI * 80, share = score.total === null ? 0 : score.total / 100;
  const drawing = svg("svg", { viewBox: "0 0 200 118", role: "img", class: "gauge " + score.grade, "aria-label": text.score + " " + (score.total === null ? text.scores.unmeasured : score.total) });
  const arc = "M 20 104 A 80 80 0 0 1 180 104";
  drawing.append(svg("path", { d: arc, class: "arc back" }), svg("path", { d: arc, class: "arc front", "stroke-dasharray": `${share * half} ${half}` }));
  for (const limit of [85, 95]) {
    const angle = Math.PI * (1 - limit / 100);
    drawing.append(svg("line", { x1: 100 + 69 * Math.cos(angle), y1: 104 - 69 * Math.sin(angle), x2: 100 + 91 * Math.cos(angle), y2: 104 - 91 * Math.sin(angle), class: "tick" }));
  }
  drawing.append(svg("text", { x: 100, y: 92, "text-anchor": "middle", class: "total" }, score.total === null ? "–" : String(score.total)), svg("text", { x: 100, y: 111, "text-anchor": "middle", class: "soft" }, text.of));
  return el("div", { class: "score" }, drawing, el("p", { class: "grade" }, el("b", null, text.scores.grades[score.grade]), moved(score.total, score.before.total)), score.cost === null ? null : el("p", { class: "sub" }, fill(text.scores.cost, { cost: count(score.cost) })));
}
function dimensionScores() {
  return el("div", { class: "dims", title: text.scores.hint }, ...Object.entries(content.score.dimensions).map(([name, value]) => {
    const made = el("div", { class: "dim" + (value === null ? " none" : value < 85 ? " poor" : value < 95 ? " fair" : "") }, el("span", null, text.dimensions[name]));
    const bar = svg("svg", { viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true" });
    bar.append(svg("rect", { x: 0, y: 0, width: 100, height: 8, rx: 2, class: "track" }), svg("rect", { x: 0, y: 0, width: value || 0, height: 8, rx: 2, class: "fill" }));
    made.append(bar, el("b", null, value === null ? text.scores.unmeasured : String(value)), moved(value, content.score.before.dimensions[name]) || el("span", { class: "moved" }));
    return made;
  }));
}
function trend() {
  const runs = content.trend.filter((run) => run[2] !== null);
  if (runs.length < 2) return el("p", { class: "sub" }, text.trend_one);
  const values = runs.map((run) => run[2]), low = Math.max(0, Math.floor((Math.min(...values) - 2) / 5) * 5), wide = 340, high = 110;
  const x = (number) => 34 + number * wide / (runs.length - 1), y = (value) => 12 + high * (100 - value) / (100 - low || 1);
  const drawing = svg("svg", { viewBox: "0 0 400 160", role: "img", class: "trend", "aria-label": fill(text.trend, { n: runs.length }) });
  for (const value of [low, (low + 100) / 2, 100]) drawing.append(svg("line", { x1: 34, x2: 34 + wide, y1: y(value), y2: y(value), class: "grid" }), svg("text", { x: 28, y: y(value) + 4, "text-anchor": "end", class: "soft" }, String(value)));
  drawing.append(svg("polyline", { points: values.map((value, number) => `${x(number)},${y(value)}`).join(" "), class: "line" }));
  runs.forEach((run, number) => {
    const dot = svg("circle", { cx: x(number), cy: y(run[2]), r: 4, class: "point" });
    dot.append(svg("title", {}, run[1] + " · " + run[2] + " · " + text.levels.error + " " + count(run[3]) + " · " + text.levels.warning + " " + count(run[4])));
    drawing.append(dot);
  });
  const last = runs.length - 1;
  drawing.append(svg("text", { x: 34, y: 150, class: "soft" }, runs[0][1]), svg("text", { x: 34 + wide, y: 150, "text-anchor": "end", class: "soft" }, runs[last][1]), svg("text", { x: x(last), y: y(values[last]) - 9, "text-anchor": "end" }, String(values[last])));
  return drawing;
}
function causes() {
  if (!content.causes.length) return el("p", { class: "sub" }, text.summary.no_causes);
  return el("div", null, ...content.causes.map(([level, code, where, number]) => el("button", { class: "cause", onclick: () => { clear(); chosen.code.add(code); draw(); document.getElementById("explorer").scrollIntoView(); } },
    el("span", { class: "level " + level }, text.levels[level]), el("span", null, title(code)), el("span", { class: "where" }, where), el("b", null, count(number)))));
}
function ledger() {
  const names = ["read", "kept", "merged", "quarantined", "skipped"];
  return el("table", null, el("thead", null, el("tr", null, el("th", null, text.summary.table), ...names.map((name) => el("th", null, text.fates[name])), el("th", null, ""))),
    el("tbody", null, ...content.ledger.map(([name, read, ...rest]) => {
      const held = read === rest.reduce((sum, each) => sum + each, 0);
      return el("tr", null, el("td", null, table(name)), ...[read, ...rest].map((each) => el("td", null, count(each))), el("td", { class: held ? "ok" : "wrong" }, (held ? "✓ " : "✗ ") + (held ? text.balanced : text.unbalanced)));
    })));
}
function overview() {
  const dimensions = Object.entries(content.dimensions).filter((line) => line[1]).map(([name, value]) => [text.dimensions[name], value]);
  const rates = content.fill.slice().sort((left, right) => left[1] - right[1]);
  const segments = content.segments.map(([name, value]) => [text.segments[name] || name, value]);
  const panels = [panel("w4", text.score, "", gauge()), panel("w4", text.dimension_scores, "", dimensionScores()), panel("w4", fill(text.trend, { n: content.trend.length }), "", trend()), panel("w4", text.summary.levels, "", donut()), panel("w8", text.summary.causes, "", causes())], drawn = [];
  if (dimensions.length) drawn.push([text.summary.by_dimension, bars(dimensions, count)]);
  if (rates.length) drawn.push([text.summary.fill, el("div", { class: "scroll" }, bars(rates, percent, true))]);
  if (segments.length) drawn.push([text.summary.segments, bars(segments, count)]);
  panels.push(...drawn.map(([name, drawing]) => panel("w" + 12 / drawn.length, name, "", drawing)));
  panels.push(panel("w12", text.ledger, text.ledger_hint, ledger()));
  return el("div", { class: "grid" }, ...panels);
}

/* The explorer. */
const listed = el("div", { class: "list" }), counted = el("div", { class: "count", "aria-live": "polite" }), facets = el("aside", { class: "card facets" }), end = el("div", {});
function explorer() {
  const input = el("input", { type: "search", placeholder: text.search, "aria-label": text.search_label, id: "query", value: query, oninput: (event) => { query = event.target.value; later(); } });
  const groups = el("select", { "aria-label": text.group, onchange: (event) => { group = event.target.value; draw(); } }, ...["none", "customer", "rule", "cause"].map((name) => el("option", { value: name, ...(name === group ? { selected: "" } : {}) }, text["group_" + name])));
  return el("section", { class: "explorer", id: "explorer" }, facets, el("div", null, el("div", { class: "card find" }, input, groups), counted, listed, end));
}
let waiting = 0;
function later() { clearTimeout(waiting); waiting = setTimeout(draw, 90); }
function clear() { for (const set of Object.values(chosen)) set.clear(); query = ""; const input = document.getElementById("query"); if (input) input.value = ""; }
function index() {
  for (const issue of issues) issue.words = [issue.get("id"), issue.get("message"), issue.get("value"), issue.get("suggestion"), issue.get("cell"), issue.get("customer_id"), content.customers[issue.get("customer_id")] || "", heading(issue), source(issue), title(issue.get("code")), issue.get("code")].join("\u0001").toLowerCase();
}
const GROUPS = { customer: (issue) => issue.get("customer_id"), rule: (issue) => issue.get("code"), cause: (issue) => issue.get("code") + "\u0001" + issue.get("table") + "\u0001" + issue.get("field") };
function matches(issue, words, except) {
  if (issue.get("status") === "waived" && !chosen.status.has("waived") && except !== "status") return false;
  for (const name in chosen) if (name !== except && chosen[name].size && !chosen[name].has(KEYS[name](issue))) return false;
  return words.every((word) => issue.words.includes(word));
}
function draw() {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  found = issues.filter((issue) => matches(issue, words));
  if (group !== "none") {
    const key = GROUPS[group];
    const groups = new Map();
    for (const issue of found) groups.has(key(issue)) ? groups.get(key(issue)).push(issue) : groups.set(key(issue), [issue]);
    counts = new Map([...groups.entries()].map(([value, group]) => [value, group.length]));
    found = [...groups.entries()].sort((left, right) => right[1].length - left[1].length).flatMap((entry) => entry[1]);
  }
  drawn = 0; here = -1; listed.replaceChildren();
  counted.replaceChildren(el("span", null, fill(text.shown, { n: count(found.length), total: count(asking) })), el("kbd", null, text.keys));
  if (!found.length) listed.append(el("div", { class: "card empty" }, el("b", null, issues.length ? text.nothing : text.no_issues), issues.length ? text.nothing_hint : ""));
  drawFacets(words);
  drawMore();
}
function drawFacets(words) {
  const any = query || Object.values(chosen).some((set) => set.size);
  facets.replaceChildren(el("h2", null, text.filters, any ? el("button", { onclick: () => { clear(); draw(); } }, text.clear) : null));
  for (const [name, label] of [["level", text.level], ["status", text.status], ["code", text.rule], ["field", text.field], ["file", text.source], ["owner", text.owner]]) {
    const counts = new Map();
    for (const issue of issues) if (matches(issue, words, name)) counts.set(KEYS[name](issue), (counts.get(KEYS[name](issue)) || 0) + 1);
    for (const key of chosen[name]) if (!counts.has(key)) counts.set(key, 0);
    counts.delete("");
    let keys = [...counts.keys()].sort((left, right) => (name === "level" ? LEVELS.indexOf(left) - LEVELS.indexOf(right) : name === "status" ? STATUSES.indexOf(left) - STATUSES.indexOf(right) : counts.get(right) - counts.get(left)));
    if (!keys.length) continue;
    const long = keys.length > 9, box = el("div", { class: "facet" }, el("h3", null, label));
    if (long && !more.has(name)) keys = keys.slice(0, 8);
    for (const key of keys) box.append(el("button", { class: "choice", "aria-pressed": String(chosen[name].has(key)), title: LABELS[name](key), onclick: () => { chosen[name].has(key) ? chosen[name].delete(key) : chosen[name].add(key); draw(); } },
      name === "level" ? el("span", { class: "dot " + key }) : null, el("span", null, LABELS[name](key)), el("em", null, count(counts.get(key)))));
    if (long) box.append(el("button", { class: "link", onclick: () => { more.has(name) ? more.delete(name) : more.add(name); drawFacets(words); } }, more.has(name) ? text.less : text.more));
    facets.append(box);
  }
}
function drawMore() {
  const part = document.createDocumentFragment(), stop = Math.min(found.length, drawn + CHUNK);
  for (; drawn < stop; drawn++) {
    const issue = found[drawn], before = found[drawn - 1];
    if (group !== "none" && (!before || GROUPS[group](before) !== GROUPS[group](issue))) part.append(line(issue));
    part.append(card(issue, drawn));
  }
  listed.append(part);
}
function drawAll() { while (drawn < Math.min(found.length, 2000)) drawMore(); listed.dataset.more = drawn < found.length ? fill(text.printed, { n: count(drawn) }) : ""; }
function line(issue) {
  const value = GROUPS[group](issue), customer = issue.get("customer_id"), where = heading(issue) || table(issue.get("table"));
  const name = group === "customer" ? customer || text.no_customer : title(issue.get("code")), note = group === "customer" ? content.customers[customer] || "" : group === "cause" ? where : "";
  return el("div", { class: "group" }, name, el("small", null, (note ? note + " · " : "") + count(counts.get(value))));
}
function marked(words) {
  const asked = query.toLowerCase().split(/\s+/).filter(Boolean)[0], place = asked ? words.toLowerCase().indexOf(asked) : -1;
  return place < 0 ? [words] : [words.slice(0, place), el("mark", null, words.slice(place, place + asked.length)), words.slice(place + asked.length)];
}
function card(issue, number) {
  const id = issue.get("id"), level = issue.get("level"), places = issue.get("places"), customer = issue.get("customer_id");
  const made = el("article", { class: "card issue " + level, id, tabindex: "-1", onclick: (event) => { if (!event.target.closest("button") && !String(getSelection())) toggle(made, issue, number); } },
    el("div", { class: "top" }, el("span", { class: "level " + level }, text.levels[level] || level), el("span", null, title(issue.get("code"))), issue.get("status") ? el("span", { class: "status " + issue.get("status"), title: issue.get("since") ? text.since + " " + issue.get("since") : "" }, text.statuses[issue.get("status")]) : null,
      issue.get("cell") ? el("span", { class: "place" }, issue.get("cell")) : null, el("span", null, source(issue)), places > 1 ? el("span", null, fill(text.places, { n: count(places) })) : null,
      customer ? el("span", null, customer + (content.customers[customer] ? " " + content.customers[customer] : "")) : null, issue.get("owner") ? el("span", null, issue.get("owner")) : null, el("a", { class: "id", href: "#" + id, title: text.copy, onclick: (event) => { event.preventDefault(); event.stopPropagation(); copy(issue, event.target, id); } }, id)),
    el("p", { class: "message" }, ...marked(issue.get("message"))));
  if (issue.get("field")) made.append(sides(issue));
  if (open.has(id)) made.append(details(issue));
  return made;
}
function sides(issue) {
  const value = issue.get("value"), suggestion = issue.get("suggestion"), sure = text.confidence && content.ui[lang].confidence[issue.get("confidence")];
  const before = el("div", { class: "side" }, el("small", null, text.before + " · " + heading(issue)), value ? value : text.blank);
  if (!suggestion) return el("div", { class: "sides" }, before);
  return el("div", { class: "sides" }, before, el("span", { class: "arrow", "aria-hidden": "true" }, "→"), el("div", { class: "side after" }, el("small", null, text.after + (sure ? " · " + sure : "")), suggestion));
}
function details(issue) {
  const rule = (content.rules[issue.get("code")] || {})[lang] || {}, list = el("dl", { class: "more" });
  for (const name of ["why", "fix", "good", "bad"]) if (rule[name]) list.append(el("dt", null, text[name]), el("dd", null, name === "good" || name === "bad" ? el("code", null, rule[name]) : rule[name]));
  if (issue.get("since")) list.append(el("dt", null, text.since), el("dd", null, issue.get("since")));
  const waiver = issue.get("waiver");
  if (waiver) list.append(el("dt", null, text.waived), el("dd", null, fill(text.waived_by, { who: waiver[0], when: waiver[1], verdict: text.verdicts[waiver[2]] || waiver[2] }) + (waiver[3] ? " · " + fill(text.until, { until: waiver[3] }) : "")));
  list.append(el("dt", null, issue.get("code")), el("dd", null, el("button", { class: "tool", onclick: (event) => copy(issue, event.target) }, text.copy)));
  return list;
}
function toggle(made, issue, number) {
  const id = issue.get("id"), shown = made.querySelector(".more");
  point(number, false);
  if (shown) { shown.remove(); open.delete(id); } else { open.add(id); made.append(details(issue)); }
}
function copy(issue, button, label) {
  const link = location.href.split("#")[0] + "#" + issue.get("id");
  const said = () => { button.textContent = text.copied; setTimeout(() => { button.textContent = label || text.copy; }, 1500); };
  const typed = () => { const area = el("textarea", null); area.value = link; document.body.append(area); area.select(); document.execCommand("copy"); area.remove(); said(); };
  navigator.clipboard && window.isSecureContext ? navigator.clipboard.writeText(link).then(said, typed) : typed();
  history.replaceState(null, "", "#" + issue.get("id"));
}
function point(number, scroll = true) {
  if (number < 0 || number >= found.length) return;
  while (drawn <= number) drawMore();
  listed.querySelectorAll(".here").forEach((each) => each.classList.remove("here"));
  here = number;
  const cards = listed.querySelectorAll(".issue");
  cards[number].classList.add("here");
  if (scroll) cards[number].scrollIntoView({ block: "center", behavior: "auto" });
}
function arrive() {
  const id = decodeURIComponent(location.hash.slice(1));
  const asked = issues.find((issue) => issue.get("id") === id);
  if (!asked) return;
  if (asked.get("status") === "waived") chosen.status.add("waived");
  if (!found.some((issue) => issue.get("id") === id)) { clear(); if (asked.get("status") === "waived") chosen.status.add("waived"); draw(); }
  open.add(id);
  const number = found.findIndex((issue) => issue.get("id") === id);
  const shown = document.getElementById(id);
  if (shown && !shown.querySelector(".more")) shown.append(details(found[number]));
  point(number);
}

/* Language, theme, keys. */
function foot() {
  const run = el("div", null, el("h2", null, text.run), el("ul", null, ...content.run.map(([file, sheet, encoding, evidence, hash]) => el("li", null, [file + (sheet ? " › " + sheet : ""), encoding, evidence].filter(Boolean).join(" · "), el("div", { class: "hash" }, hash)))));
  const missing = content.not_checked[lang].length ? el("div", null, el("h2", null, text.not_checked), el("ul", null, ...content.not_checked[lang].map((each) => el("li", null, "· " + each)))) : null;
  return el("footer", { class: "card foot" }, el("div", { class: "two" }, run, missing));
}
function speak(next) {
  lang = next; text = content.ui[lang];
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en"; document.title = text.title;
  index();
  document.getElementById("page").replaceChildren(el("a", { class: "skip", href: "#explorer" }, text.skip), masthead(), el("main", null, verdict(), notes(), tiles(), measured(), overview(), explorer(), foot()));
  draw();
}
function theme(name) { document.documentElement.dataset.theme = name; }
function turn() { theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"); }
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "Escape") { clear(); draw(); event.target.blur(); return; }
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") { event.preventDefault(); document.getElementById("query").focus(); }
  else if (event.key === "j") point(Math.min(here + 1, found.length - 1));
  else if (event.key === "k") point(Math.max(here - 1, 0));
  else if (here >= 0 && event.key === "Enter" && event.target.tagName !== "BUTTON") toggle(listed.querySelectorAll(".issue")[here], found[here], here);
  else if (here >= 0 && event.key === "c") copy(found[here], el("span", null));
});
const asked = new URLSearchParams(location.search);
theme(asked.get("theme") || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light"));
speak(content.ui[asked.get("lang")] ? asked.get("lang") : lang);
new IntersectionObserver((seen) => { if (seen.some((each) => each.isIntersecting) && drawn < found.length) drawMore(); }, { rootMargin: "1200px" }).observe(end);
addEventListener("hashchange", arrive);
addEventListener("beforeprint", drawAll);
arrive();
