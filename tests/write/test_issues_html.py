import html
import json
import os
import re
import shutil
import subprocess
from dataclasses import replace

import pytest

from custsheet import texts
from custsheet.write import issues_html, masking

BROWSER = shutil.which("chromium") or shutil.which("google-chrome") or shutil.which("chromium-browser")
needs_browser = pytest.mark.skipif(not BROWSER and not os.environ.get("CI"), reason="no Chromium to open the page with")


@pytest.fixture
def page(build, tmp_path):
    def page(unmasked=False, **given):
        issues_html.write(build(**given), tmp_path / "issues.html", unmasked=unmasked)
        return tmp_path / "issues.html"

    return page


def opened(path):
    """Return the page's document after its script ran."""
    command = [
        BROWSER or "chromium",
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=4000",
        "--dump-dom",
        path.as_uri(),
    ]
    return subprocess.run(command, capture_output=True, timeout=90, check=True).stdout.decode("utf-8")


def content_of(text):
    return json.loads(re.search(r'id="content">(.*?)</script>', text, re.S)[1])


def test_masked_page_does_not_contain_the_values(page, build):
    """No phone, name, e-mail or ID of a customer is anywhere in the file, in no sentence and no fact."""
    text = page().read_text(encoding="utf-8")
    for secret in ("135792468", "wangxm@", "11010519491231002X", "张三", "李四", "欧阳修文", "Anna Smith"):
        assert secret not in text


def test_unmasked_page_contains_them(page):
    """Who asks for the full values gets them, with a warning."""
    content = content_of(page(unmasked=True).read_text(encoding="utf-8"))
    assert not content["masked"]
    assert "135792468" in {line[content["columns"].index("value")] for line in content["issues"]}


def test_nothing_is_fetched(page):
    """The page allows itself no request, and names no address."""
    text = html.unescape(page().read_text(encoding="utf-8"))
    assert "default-src 'none'" in text
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", text)
    assert "unsafe" not in text


def test_hostile_content_stays_content(page, build):
    """A cell that closes the script element, or opens another, is only text."""
    report = build(8, 6)
    evil = "</script><script>document.title='owned'</script><!--<img src=x onerror=alert(1)>"
    book = replace(report.book, issues=report.book.issues.assign(message=evil))
    text = page(book=book, unmasked=True).read_text(encoding="utf-8")
    assert text.count("<script") == 2 and "<img" not in text
    content = content_of(text)
    assert content["issues"][0][content["columns"].index("message")] == evil


def test_both_languages_are_on_board(page):
    """The page can be read in Chinese and English; both have all words."""
    ui = content_of(page().read_text(encoding="utf-8"))["ui"]
    assert ui["zh"].keys() == ui["en"].keys()
    assert ui["en"]["levels"]["error"] == "Error" and ui["zh"]["levels"]["error"] == "严重"


def test_mask_by_kind_and_form():
    """Free text keeps its words and loses long numbers and addresses; sentences lose what they quote."""
    assert masking.patterns("请打 13800138000") == "请打 138****00"
    said = masking.sentence("第2行「手机」“123456789”少两位", ["123456789"], lambda value: "1****6789")
    assert said == "第2行「手机」“1****6789”少两位"


@needs_browser
@pytest.mark.parametrize("lang", ["en"])
def test_page_opens(page, lang):
    """In a real browser, from a file, the page shows its verdict and its first issues."""
    texts.use(lang)
    text = opened(page(count=24, issue_count=200))
    assert {"zh": "不合格：发现", "en": "Not fit for use"}[lang] in text
    assert text.count('<article class="card issue') >= 60


@needs_browser
def test_hostile_content_runs_nothing(page, build):
    """In a real browser, hostile cells run no script and make no element."""
    report = build(8, 6)
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    text = opened(
        page(book=replace(report.book, issues=report.book.issues.assign(message=evil, value=evil)), unmasked=True)
    )
    assert "<title>客户数据质量报告" in text and "<img" not in text.split('id="content"')[0]


def waived(build, which=0):
    """Return a report in which the first issue was waived."""
    report = build()
    line = report.book.issues.iloc[[which]].assign(
        status="waived", who="李梅", when="2023-01-01", verdict="ignore", why="", until="2023-12-31"
    )
    held = replace(report.book, issues=report.book.issues.drop(index=which).assign(status="open"))
    return replace(report, book=held.with_tables(**{"waived:issues": line})), line["id"].iloc[0]


def test_waived_issues_do_not_count(build, tmp_path):
    """A waived issue is in the page with who waived it and until when, but in no figure."""
    report, number = waived(build)
    issues_html.write(report, tmp_path / "issues.html")
    content = content_of((tmp_path / "issues.html").read_text(encoding="utf-8"))
    lines = [dict(zip(content["columns"], line, strict=True)) for line in content["issues"]]
    assert sum(content["levels"].values()) == len(lines) - 1 == content["tiles"]["issues"]
    assert [(line["id"], line["waiver"]) for line in lines if line["status"] == "waived"] == [
        (number, ["李梅", "2023-01-01", "ignore", "2023-12-31"])
    ]


@needs_browser
def test_the_page_shows_score_facets_and_leaves_out_the_waived(build, tmp_path):
    """Gauge, dimensions and every facet that has something to choose are drawn; waived issues are listed only when asked for."""
    report, number = waived(build)
    issues_html.write(report, tmp_path / "issues.html")
    drawn = opened(tmp_path / "issues.html")
    assert 'class="gauge' in drawn and "未测" in drawn and drawn.count('class="dim') >= 6
    for facet in ("严重度", "状态", "规则", "字段", "来源"):
        assert f"<h3>{facet}</h3>" in drawn
    assert f'id="{number}"' not in drawn and "豁免" in drawn


def test_the_trend_has_every_run(build, tmp_path):
    """The page draws the score of the runs before and of this one."""
    run = {
        "number": 3,
        "as_of": "2023-02-01",
        "verb": "run",
        "counts": {},
        "scores": {"total": 88.0, "dimensions": {"validity": 80.0}},
    }
    issues_html.write(replace(build(), past=(run,)), tmp_path / "issues.html")
    content = content_of((tmp_path / "issues.html").read_text(encoding="utf-8"))
    assert [line[:2] for line in content["trend"]] == [[3, "2023-02-01"], [4, "2023-03-01"]]
    assert content["trend"][0][2] == 88.0 == content["score"]["before"]["total"]
