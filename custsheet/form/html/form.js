"use strict";
const content = JSON.parse(document.getElementById("content").textContent);
const KEY = content.template + ":entries";
const REGIONS = ["province", "city", "district"];
const SHOWN = 4;
let lang = content.lang, text = content.ui[lang], kept = true, entries = load(), editing = -1, doubted = "", boxes = {}, draft = {}, sentence = ["", ""];

/* Building blocks: what is typed goes through text nodes and values only. */
function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (value !== false && value !== null) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((each) => each !== null && each !== undefined && each !== ""));
  return made;
}
const fill = (template, facts) => template.replace(/\{(\w+)\}/g, (all, key) => (key in facts ? facts[key] : all));
const two = (number) => String(number).padStart(2, "0");
const day = (at) => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
const minute = (at) => `${day(at)} ${two(at.getHours())}:${two(at.getMinutes())}`;
const told = (field) => field.told[lang];
const asks = (name) => content.fields.find((each) => each.name === name);

/* What is kept on this device. */
function load() {
  try {
    localStorage.setItem(KEY + ":probe", "1");
    localStorage.removeItem(KEY + ":probe");
    const found = JSON.parse(localStorage.getItem(KEY) || "[]");
    return Array.isArray(found) ? found.filter((each) => each && typeof each === "object") : [];
  } catch (fault) {
    kept = false;
    return [];
  }
}
function keep() {
  try {
    if (entries.length) localStorage.setItem(KEY, JSON.stringify(entries));
    else localStorage.removeItem(KEY);
  } catch (fault) {
    kept = false;
  }
}

/* What may be typed. */
function faulty(field, value) {
  if (!value) return field.required ? "stop" : "";
  if (field.form === "date") return real(field, value) ? "" : "stop";
  if (field.form === "number" || field.form === "whole") {
    const number = Number(value);
    return Number.isFinite(number) && number >= 0 && (field.form === "number" || Number.isInteger(number)) ? "" : field.level;
  }
  const pattern = content.rules[field.kind];
  if (!pattern) return "";
  const bare = field.kind === "email" ? value : value.replace(/[ -]/g, "");
  return new RegExp(`^(?:${pattern})$`).test(bare) ? "" : field.level;
}
function real(field, value) {
  const part = /^(\d{4})-(\d\d)-(\d\d)( \d\d:\d\d)?$/.exec(value);
  if (!part || Number(part[1]) < 1900) return false;
  const at = new Date(Number(part[1]), Number(part[2]) - 1, Number(part[3]));
  return at.getMonth() === Number(part[2]) - 1 && !(field.past && value.slice(0, 10) > day(new Date()));
}

/* One entry. */
function options(field) {
  if (!REGIONS.includes(field.name) || !Object.keys(content.regions).length) return told(field).choices;
  const cities = content.regions[draft.province || ""] || {};
  if (field.name === "province") return Object.keys(content.regions);
  return field.name === "city" ? Object.keys(cities).filter(Boolean) : cities[draft.city || ""] || [];
}
function set(name, value) {
  draft[name] = value;
  doubted = "";
  const below = REGIONS.slice(REGIONS.indexOf(name) + 1);
  if (REGIONS.includes(name) && asks("province")) for (const each of below) if (asks(each)) { draft[each] = ""; renew(each); }
}
function control(field) {
  const id = "f-" + field.name, value = draft[field.name] || "", closed = field.level === "stop" && told(field).choices.length;
  const typed = (made) => made.addEventListener("input", () => set(field.name, made.value.trim())) || made;
  if (!options(field).length) return typed(el("input", { id, value, maxlength: 2000, autocomplete: "off", ...kindOf(field) }));
  const listed = options(field), other = value && !listed.includes(value);
  const free = typed(el("input", { class: "free", value: other ? value : "", maxlength: 2000, autocomplete: "off", "aria-label": told(field).title, hidden: !other }));
  const choice = (word, label) => el("option", { value: word, selected: word === value || (Boolean(other) && word === "\u0000") }, label);
  const select = el("select", { id }, choice("", text.choose), ...listed.map((word) => choice(word, word)), closed ? "" : choice("\u0000", text.other));
  select.addEventListener("change", () => {
    free.hidden = select.value !== "\u0000";
    set(field.name, free.hidden ? select.value : free.value.trim());
    if (!free.hidden) free.focus();
  });
  return el("div", null, select, free);
}
function kindOf(field) {
  if (field.form === "date") return { type: "date", max: field.past ? day(new Date()) : "2199-12-31", min: "1900-01-01" };
  if (field.form !== "text") return { type: "text", inputmode: field.form === "whole" ? "numeric" : "decimal" };
  return { type: "text", inputmode: { phone: "tel", email: "email", postcode: "numeric", qq: "numeric", bankcard: "numeric", url: "url" }[field.kind] || "text" };
}
function box(field) {
  const words = told(field), must = field.required ? el("span", { class: "must" }, "*") : "";
  const hint = words.example && !options(field).length ? fill(text.prompt, words) : words.hint;
  return el("div", { class: "field", "data-field": field.name }, el("label", { for: "f-" + field.name }, words.title, must),
    control(field), el("span", { class: "hint" }, hint), el("span", { class: "said", role: "alert" }));
}
function renew(name) {
  const made = box(asks(name));
  boxes[name].replaceWith(made);
  boxes[name] = made;
}
function consentPart() {
  if (!content.consent.includes("consent")) return "";
  const words = told(asks("consent")).choices, when = el("span", { class: "when" }, draft.consent_date ? fill(text.consent_at, { time: draft.consent_date }) : "");
  const tick = (word, label) => {
    const made = el("input", { type: "checkbox", "data-consent": word });
    made.checked = draft.consent === word;
    made.addEventListener("change", () => {
      draft.consent = made.checked ? word : "";
      if (asks("consent_date")) draft.consent_date = draft.consent === words[0] ? minute(new Date()) : "";
      for (const each of made.closest(".ticks").querySelectorAll("input")) each.checked = each === made && made.checked;
      when.textContent = draft.consent_date ? fill(text.consent_at, { time: draft.consent_date }) : "";
    });
    return el("label", { class: "tick" }, made, label);
  };
  const rest = content.fields.filter((each) => content.consent.includes(each.name) && !["consent", "consent_date"].includes(each.name));
  return el("section", { class: "consent" }, el("h2", null, text.notice.title), el("p", null, text.notice.text),
    el("div", { class: "ticks" }, tick(words[0], text.consent), tick(words[1], text.refused), when), el("div", { class: "fields" }, ...rest.map(place)));
}
function place(field) {
  return (boxes[field.name] = box(field));
}
function save() {
  let faults = 0, doubts = [];
  for (const [name, made] of Object.entries(boxes)) {
    const field = asks(name), value = draft[name] || "", level = faulty(field, value), bad = level === "stop";
    made.className = "field" + (level ? (bad ? " fault" : " doubt") : "");
    made.querySelector(".said").textContent = !level ? "" : value ? fill(text.wrong, told(field)) : fill(text.needed, { title: told(field).title });
    if (bad) faults += 1;
    else if (level) doubts.push(name + "=" + value);
  }
  const unreachable = content.contact.length > 0 && !content.contact.some((each) => draft[each]);
  if (unreachable) for (const each of content.contact) boxes[each].classList.add("fault");
  if (faults || unreachable) return speak("bad", [faults ? fill(text.faulty, { count: faults }) : "", unreachable ? text.needs_contact : ""].join(" "));
  if (doubts.length && doubted !== doubts.join("\n")) {
    doubted = doubts.join("\n");
    return speak("fair", fill(text.doubtful, { count: doubts.length }));
  }
  if (editing < 0) entries.push(draft);
  else entries[editing] = draft;
  keep();
  start({}, -1, ["good", text.saved]);
}
function speak(tone, words) {
  sentence = [tone, words];
  const line = document.querySelector(".say");
  line.className = "say " + tone;
  line.textContent = words;
  const first = document.querySelector(".field.fault, .field.doubt");
  if (first) first.scrollIntoView({ block: "center" });
}
function start(values, place, said) {
  draft = { ...values };
  editing = place;
  doubted = "";
  sentence = said || ["", ""];
  draw();
}

/* What was entered, and the file. */
const covered = (field, value) => (["phone", "resident_id", "bankcard"].includes(field.kind) || field.secret) && value.length > 6 ? value.slice(0, 3) + "****" + value.slice(-4) : value;
function list() {
  const shown = content.fields.filter((field) => entries.some((each) => each[field.name])).slice(0, SHOWN);
  const line = (entry, number) => el("tr", { class: number === editing ? "chosen" : false }, el("td", null, String(number + 1)),
    ...shown.map((field) => el("td", null, covered(field, entry[field.name] || ""))),
    el("td", null, el("button", { type: "button", onclick: () => start(entry, number) }, text.edit),
      el("button", { type: "button", class: "risky", onclick: () => drop(number) }, text.remove)));
  const head = el("tr", null, el("th", null, "#"), ...shown.map((field) => el("th", null, told(field).title)), el("th", null));
  return el("section", { class: "card" }, el("div", { class: "list-head" }, el("h2", null, fill(text.entries, { count: entries.length })),
    el("button", { type: "button", class: "first", id: "download", disabled: !entries.length, onclick: download }, text.download),
    el("button", { type: "button", class: "risky", id: "clear", disabled: !entries.length, onclick: clearAll }, text.clear_all)),
    entries.length ? el("div", { class: "wide" }, el("table", null, el("thead", null, head), el("tbody", null, ...entries.map(line)))) : el("p", null, text.none));
}
function drop(number) {
  if (!window.confirm(text.remove_sure)) return;
  entries.splice(number, 1);
  keep();
  start({}, -1);
}
function clearAll() {
  if (!window.confirm(fill(text.sure, { count: entries.length }))) return;
  entries = [];
  keep();
  start({}, -1);
}
const guarded = (value) => (new RegExp(content.dangerous).test(value) && !new RegExp(content.number).test(value) ? "'" + value : value);
const quoted = (value) => (/[",\r\n]/.test(value) ? '"' + value.replace(/"/g, '""') + '"' : value);
function csv() {
  const names = [content.template, ...content.columns], titles = [text.template, ...content.columns.map((each) => told(asks(each)).title)];
  const lines = entries.map((entry) => [content.template, ...content.columns.map((each) => guarded(entry[each] || ""))]);
  return "\ufeff" + [names, titles, ...lines].map((line) => line.map(quoted).join(",") + "\r\n").join("");
}
function download() {
  const name = `${text.file}-${minute(new Date()).replace(" ", "-").replace(":", "")}.csv`;
  const address = URL.createObjectURL(new Blob([csv()], { type: "text/csv;charset=utf-8" }));
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  window.setTimeout(() => URL.revokeObjectURL(address), 60000);
  speak("good", fill(text.downloaded, { name }));
}

/* The page. */
function draw() {
  boxes = {};
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = text.title;
  const plain = content.fields.filter((each) => !content.consent.includes(each.name) || !content.consent.includes("consent"));
  const form = el("form", { class: "card", novalidate: true, onsubmit: (event) => { event.preventDefault(); save(); } },
    el("div", { class: "fields" }, ...plain.map(place)), consentPart(),
    el("div", { class: "actions" }, el("p", { class: "say " + sentence[0], role: "status" }, sentence[1]),
      el("button", { class: "first", id: "save" }, editing < 0 ? text.save : text.update),
      el("button", { type: "button", onclick: () => start({}, -1) }, editing < 0 ? text.clear_entry : text.cancel)));
  document.getElementById("page").replaceChildren(
    el("header", null, el("div", { class: "head" }, el("h1", null, text.title), el("button", { type: "button", id: "language", onclick: turn }, text.language))),
    el("main", null, el("p", { class: "note" }, kept ? text.shared : text.volatile), form, list()));
}
function turn() {
  const before = Object.fromEntries(content.fields.map((field) => [field.name, told(field).choices]));
  lang = lang === "zh" ? "en" : "zh";
  text = content.ui[lang];
  for (const field of content.fields) {
    const number = before[field.name].indexOf(draft[field.name]);
    if (number >= 0) draft[field.name] = told(field).choices[number];
  }
  sentence = ["", ""];
  draw();
}
draw();
