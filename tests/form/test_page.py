"""The form as a page: used in a real browser, from a file, and its CSV read back."""

import base64
import hashlib
import html
import json
import os
import re
import shutil
import subprocess
from datetime import date

import pytest

from custsheet import form, read, texts
from custsheet.schema import load_schema

BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
needs_browser = pytest.mark.skipif(not BROWSER and not os.environ.get("CI"), reason="no Chromium to open the page with")
HOSTILE = "=cmd|' /C calc'!A0"
PERSON = """
const out = {refused: [], violations: []};
addEventListener("securitypolicyviolation", (event) => out.violations.push(event.violatedDirective));
window.confirm = () => true;
let made = null;
const create = URL.createObjectURL;
URL.createObjectURL = (blob) => { made = blob; return create.call(URL, blob); };
const put = (name, value) => {
  const box = document.querySelector(`[data-field="${name}"]`), select = box.querySelector("select");
  if (select && [...select.options].some((each) => each.value === value)) { select.value = value; select.dispatchEvent(new Event("change")); return; }
  if (select) { select.value = "\\u0000"; select.dispatchEvent(new Event("change")); }
  const input = box.querySelector("input");
  input.value = value;
  input.dispatchEvent(new Event("input"));
};
const press = (id) => document.getElementById(id).click();
const said = () => document.querySelector(".say").className.split(" ")[1] || "";
const marked = () => [...document.querySelectorAll(".field.fault, .field.doubt")].map((each) => each.dataset.field);
const choices = (name) => [...document.querySelectorAll(`[data-field="${name}"] option`)].map((each) => each.value);
"""


@pytest.fixture
def page(tmp_path):
    """Make the page and let somebody use it: a script of his acts, allowed by its hash as the page's own."""

    def page(acts="", **options):
        path = tmp_path / "form.html"
        path.unlink(missing_ok=True)
        form.make(load_schema(), "customers", path, html=True, as_of=date(2026, 11, 22), **options)
        if acts:
            path.write_text(used(path.read_text(encoding="utf-8"), acts), encoding="utf-8")
        return path

    return page


def used(text, acts):
    script = re.findall(r"<script>(.*?)</script>", text, re.S)[-1]
    more = f"{script}\n{PERSON}\n(async () => {{\n{acts}\nout.csv = made ? await made.text() : ''; out.bom = made ? [...new Uint8Array(await made.arrayBuffer()).slice(0, 3)] : [];\n"
    more += 'const told = document.createElement("pre"); told.id = "out"; told.textContent = JSON.stringify(out); document.body.append(told);\n})();\n'
    old, new = (base64.b64encode(hashlib.sha256(each.encode()).digest()).decode() for each in (script, more))
    assert html.escape(old) in text or old in text
    return text.replace(html.escape(old), new).replace(old, new).replace(script, more)


def opened(path):
    command = [BROWSER or "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=4000"]
    done = subprocess.run([*command, "--dump-dom", path.as_uri()], capture_output=True, timeout=90, check=True)
    return done.stdout.decode("utf-8")


def told(path):
    return json.loads(html.unescape(re.search(r'<pre id="out">(.*?)</pre>', opened(path), re.S)[1]))


def test_nothing_is_fetched(page):
    """The page allows itself no request and holds no address but examples."""
    text = html.unescape(page().read_text(encoding="utf-8"))
    assert "default-src 'none'" in text and "unsafe" not in text
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//|fetch\(|XMLHttp|WebSocket|sendBeacon""", text)


def test_both_languages_are_on_board(page):
    """All words and every field's title and hint are there in Chinese and English."""
    content = json.loads(re.search(r'id="content">(.*?)</script>', page().read_text(encoding="utf-8"), re.S)[1])
    assert content["ui"]["zh"].keys() == content["ui"]["en"].keys()
    assert all(each["told"][lang]["hint"] for each in content["fields"] for lang in texts.LANGUAGES)


@needs_browser
def test_filled_in_and_read_back(page, tmp_path):
    """Somebody fills in two customers; the CSV comes back under the same fields, whatever a spreadsheet would make of it."""
    acts = f"""
put("name", "陈一诺"); put("mobile", "+8613900139000"); put("id_number", "110105199003070018"); put("postcode", "001234");
put("birthday", "1990-03-07"); put("province", "江苏省");
out.cities = choices("city"); put("city", "南京市"); out.districts = choices("district"); put("district", "鼓楼区");
put("note", {json.dumps(HOSTILE)}); put("source", "隔壁,\\"老王\\"");
document.querySelector('[data-consent="是"]').click(); put("consent_way", "签字");
press("save"); out.first = said();
put("name", "周舟"); put("email", "zhou@example.com"); press("save"); out.second = said();
out.kept = localStorage.length; press("download");
press("clear"); out.cleared = localStorage.length;
"""
    found = told(page(acts))
    assert (found["first"], found["second"], found["violations"]) == ("good", "good", [])
    assert "苏州市" in found["cities"] and "鼓楼区" in found["districts"] and "虎丘区" not in found["districts"]
    assert (found["kept"], found["cleared"]) == (1, 0)
    assert found["bom"] == [0xEF, 0xBB, 0xBF]
    path = tmp_path / "back.csv"
    path.write_text("\ufeff" + found["csv"].removeprefix("\ufeff"), encoding="utf-8", newline="")
    assert f"'{HOSTILE}" in path.read_text(encoding="utf-8-sig")
    back = read([path])
    table = back.tables["customers"]
    first = table.iloc[0]
    assert table["name"].tolist() == ["陈一诺", "周舟"]
    assert (first["mobile"], first["id_number"], first["postcode"]) == (
        "+8613900139000",
        "110105199003070018",
        "001234",
    )
    assert (first["note"], first["source"], first["district"]) == (HOSTILE, '隔壁,"老王"', "鼓楼区")
    assert (first["consent"], first["consent_way"]) == ("是", "签字")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", first["consent_date"])
    assert not set(back.issues["code"]) & {"table.unknown", "header.unmapped", "file.form_older"}


@needs_browser
def test_rules_on_the_page(page):
    """What is missing or cannot be right is not saved; what is merely odd is saved when pressed again; languages turn."""
    acts = """
press("save"); out.blank = [said(), marked()];
put("name", "陈一诺"); put("email", "chen@"); press("save"); out.email = [said(), marked()];
put("email", "chen@example.com"); put("birthday", "2999-01-01"); press("save"); out.ahead = [said(), marked()];
put("birthday", ""); put("mobile", "12345"); press("save"); out.odd = [said(), marked()];
out.before = JSON.parse(localStorage.getItem(KEY) || "[]").length; press("save");
out.after = JSON.parse(localStorage.getItem(KEY)).length;
put("gender", "女"); press("language"); out.gender = document.querySelector('[data-field="gender"] select').value; out.title = document.title;
put("name", "<img src=x onerror=alert(1)>"); put("wechat", "abcdef"); press("save"); out.images = document.querySelectorAll("img").length;
"""
    found = told(page(acts))
    assert found["blank"] == ["bad", ["name", "mobile", "phone", "email", "wechat"]]
    assert found["email"] == ["bad", ["email"]]
    assert found["ahead"] == ["bad", ["birthday"]]
    assert found["odd"] == ["fair", ["mobile"]]
    assert (found["before"], found["after"], found["gender"], found["images"]) == (0, 1, "female", 0)
    assert found["title"].startswith("Customers")
