#!/usr/bin/env python3
"""Looks at the store's pages in Chromium as visitors do.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt
    .venv/bin/python browser_tests.py --base-url http://127.0.0.1:8080 [--screenshots DIR] [--only TEXT]

Every kind of page is opened at 1280 and 390 pixels in light and dark colours: nothing that axe finds against WCAG 2.0,
2.1 or 2.2 level A and AA, no sideways scrolling, no console message of level error, no request that fails or goes to
another host. Then the store is walked through by keyboard alone, paged, searched and switched between themes.

Needs Debian's `chromium` package (or another Chromium named by CHROMIUM). The last line is `N passed, N failed`, and
the exit status is 1 when something failed.
"""

import argparse
import contextlib
import os
import pathlib
import re
import shutil
import sys
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, sync_playwright

PAGES = {
    "home": "/",
    "artists": "/artists",
    "artists-page-5": "/artists?page=5",
    "artists-none": "/artists?q=zzzz",
    "artist": "/artists/90",
    "artist-without-albums": "/artists/25",
    "albums": "/albums",
    "albums-by-artist": "/albums?sort=artist&page=2",
    "album": "/albums/1",
    "album-by-many": "/albums/73",
    "tracks": "/tracks",
    "tracks-of-genre": "/tracks?genre=2&sort=longest",
    "track": "/tracks/1",
    "genres": "/genres",
    "playlists": "/playlists",
    "playlist": "/playlists/1",
    "playlist-empty": "/playlists/2",
    "search-start": "/search",
    "search": "/search?q=love",
    "search-none": "/search?q=%3Cb%3Ezzzz",
    "api": "/api",
    "not-found": "/artists/999999",
}
STATUS = {"not-found": 404}
WIDTHS = (1280, 390)
THEMES = ("light", "dark")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

FOCUS = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    tag: element.tagName.toLowerCase(),
    text: (element.textContent || element.value || "").trim().replace(/\\s+/g, " "),
    href: element.getAttribute("href"),
    kind: element.className,
    name: element.getAttribute("name"),
    inNavigation: !!element.closest("nav[aria-label=Main]"),
    inMain: !!element.closest("main"),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    visible: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0,
  };
}"""


class Failure(Exception):
    """A sentence that says what was expected and what was seen."""


def expect(condition, sentence):
    if not condition:
        raise Failure(sentence)


class Run:
    def __init__(self, browser, arguments):
        self.browser = browser
        self.base = arguments.base_url.rstrip("/")
        self.origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.base))
        self.screenshots = arguments.screenshots
        self.only = arguments.only
        self.passed = 0
        self.failed = 0

    def check(self, name, test, *values):
        if self.only and self.only not in name:
            return
        try:
            test(*values)
        except (Failure, Error) as failure:
            self.failed += 1
            print(f"FAILED {name}: {failure}", flush=True)
        else:
            self.passed += 1

    @contextlib.contextmanager
    def page(self, width=1280, theme="light", motion="reduce", expected_status=200, refusals=(), allowed_console=None):
        """A page in a fresh browser profile; complaints are collected and checked at the end.

        `refusals` are statuses that requests of the page's script may be answered with; `allowed_console` is how a message
        of the browser's own begins that is expected.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion=motion)
        page = context.new_page()
        complaints = []

        def console(message):
            # Chromium reports the status of the document itself, which is what a page of status 404 is.
            about_status = any(f"status of {status}" in message.text for status in (expected_status, *refusals) if status != 200)
            is_allowed = allowed_console is not None and message.text.startswith(allowed_console)
            if message.type == "error" and not about_status and not is_allowed:
                complaints.append(f"console: {message.text}")

        def requested(request):
            if not request.url.startswith((self.origin + "/", "data:", f"blob:{self.origin}/")):
                complaints.append(f"request to another host: {request.url}")

        def answered(response):
            if response.status >= 400 and response.status not in refusals and not (
                    response.request.is_navigation_request() and response.status == expected_status):
                complaints.append(f"{response.status} for {response.url}")

        page.on("console", console)
        page.on("request", requested)
        page.on("response", answered)
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        try:
            yield page
            expect(not complaints, "; ".join(dict.fromkeys(complaints)))
        finally:
            context.close()

    # Every page

    def look(self, name, path, width, theme):
        status = STATUS.get(name, 200)
        with self.page(width, theme, expected_status=status) as page:
            response = page.goto(self.base + path, wait_until="load")
            expect(response.status == status, f"expected status {status}, got {response.status}")
            policy = response.headers.get("content-security-policy", "")
            expect("default-src 'self'" in policy and "unsafe" not in policy,
                   f"expected a strict Content-Security-Policy, got {policy!r}")
            # Lazy pictures are loaded so that broken ones show.
            page.evaluate("() => document.querySelectorAll('img').forEach(i => { i.loading = 'eager' })")
            page.wait_for_load_state("networkidle")
            broken = page.evaluate(
                "() => [...document.images].filter(i => !i.complete || !i.naturalWidth).map(i => i.src)")
            expect(not broken, f"pictures that did not load: {broken[:3]}")
            # Before the picture is taken, since Playwright hides carets by inline styles.
            self.expect_structure(page)
            if self.screenshots:
                page.screenshot(path=self.screenshots / f"{name}-{width}-{theme}.png", full_page=True)
            excess = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
            expect(excess <= 0, f"the page is {excess} pixels wider than the window")
            background = page.evaluate("() => getComputedStyle(document.documentElement).backgroundColor")
            brightness = sum(int(part) for part in re.findall(r"\d+", background)[:3]) / 3
            expect((brightness > 128) == (theme == "light"), f"background {background} in the {theme} theme")
            results = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
            found = [
                f"{violation['id']} ({violation['impact']}) at " +
                ", ".join(str(node["target"][0]) for node in violation["nodes"][:3])
                for violation in results.response["violations"]
            ]
            expect(not found, "axe: " + "; ".join(found))
            expect(len(results.response["passes"]) > 10, "axe checked next to nothing")

    def expect_structure(self, page):
        for selector, count in {"h1": 1, "main": 1, "body > header": 1, "body > footer": 1, "title": 1}.items():
            seen = page.locator(selector).count() if selector != "title" else page.locator("head > title").count()
            expect(seen == count, f"expected {count} {selector}, got {seen}")
        inline = page.evaluate(
            "() => document.querySelectorAll('[style], style, script:not([src])').length")
        expect(inline == 0, f"{inline} inline styles or scripts")

    # Keyboard

    def tab_until(self, page, wanted, limit=60):
        """Presses Tab until the focus is on something wanted; each stop has to be visible with an outline."""
        for _ in range(limit):
            page.keyboard.press("Tab")
            focus = page.evaluate(FOCUS)
            if focus is None:
                continue
            expect(focus["visible"], f"focus is on something invisible: {focus}")
            expect(focus["outline"] >= 2, f"focus cannot be seen on {focus['tag']} {focus['text']!r}")
            if wanted(focus):
                return focus
        raise Failure(f"not reached by Tab within {limit} stops")

    def keyboard(self, width, theme):
        with self.page(width, theme) as page:
            page.goto(self.base + "/")
            page.keyboard.press("Tab")
            first = page.evaluate(FOCUS)
            expect(first and first["href"] == "#main", f"expected the skip link first, got {first}")
            top = page.locator(".skip").bounding_box()["y"]
            expect(top >= 0, "the focused skip link is outside of the window")
            page.keyboard.press("Enter")
            self.tab_until(page, lambda focus: focus["inMain"], limit=1)

            page.goto(self.base + "/")
            self.tab_until(page, lambda focus: focus["inNavigation"] and focus["href"] == "/albums")
            page.keyboard.press("Enter")
            page.wait_for_url("**/albums")
            self.tab_until(page, lambda focus: focus["inMain"] and re.fullmatch(r"/albums/\d+", focus["href"] or ""))
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(r"/albums/\d+$"))
            self.tab_until(page, lambda focus: focus["inMain"] and re.fullmatch(r"/tracks/\d+", focus["href"] or ""))
            page.keyboard.press("Enter")
            page.wait_for_url(re.compile(r"/tracks/\d+$"))

            self.tab_until(page, lambda focus: focus["name"] == "q")
            page.keyboard.type("led zeppelin")
            page.keyboard.press("Enter")
            page.wait_for_url("**/search?q=led+zeppelin")
            self.tab_until(page, lambda focus: focus["inMain"] and focus["href"] == "/artists/22")
            page.keyboard.press("Enter")
            page.wait_for_url("**/artists/22")
            expect(page.locator("h1").inner_text() == "Led Zeppelin", "expected the artist's page")

    def skip_link_hides(self, width):
        with self.page(width) as page:
            page.goto(self.base + "/")
            box = page.locator(".skip").bounding_box()
            expect(box["y"] + box["height"] <= 0, "the skip link shows without focus")

    def filter_by_keyboard(self, width):
        with self.page(width) as page:
            page.goto(self.base + "/tracks")
            self.tab_until(page, lambda focus: focus["name"] == "genre")
            page.keyboard.type("Jazz")
            self.tab_until(page, lambda focus: focus["tag"] == "button" and focus["inMain"])
            page.keyboard.press("Enter")
            page.wait_for_load_state("load")
            expect(page.locator("h1").inner_text() == "Jazz", f"got {page.locator('h1').inner_text()!r}")
            expect("130" in page.locator(".count").inner_text(), f"got {page.locator('.count').inner_text()!r}")

    # What the pages do

    def paging(self, path, item, width):
        with self.page(width) as page:
            page.goto(self.base + path)
            seen = set()
            for number in (1, 2, 3):
                current = page.locator(".paging [aria-current=page]")
                expect(current.inner_text().split()[-1] == str(number), f"expected page {number} to be the current one")
                shown = page.locator(item).evaluate_all("items => items.map(i => i.getAttribute('href'))")
                expect(shown and not seen & set(shown), f"page {number} shows nothing, or something twice")
                seen |= set(shown)
                query = parse_qs(urlsplit(page.url).query)
                expect(number == 1 or query["page"] == [str(number)], f"page {number} is not in {page.url}")
                if number < 3:
                    page.get_by_role("link", name="Next").click()
                    page.wait_for_load_state("load")
            page.get_by_role("link", name="Previous").click()
            page.wait_for_load_state("load")
            expect(page.locator(".paging [aria-current=page]").inner_text().split()[-1] == "2", "Previous does not lead back")
            last = page.locator(".paging ol a").last
            number = last.inner_text().split()[-1]
            last.click()
            page.wait_for_load_state("load")
            expect(page.locator(".paging [aria-current=page]").inner_text().split()[-1] == number, "the last page")
            expect(page.get_by_role("link", name="Next").count() == 0, "the last page has a link to the next")

    def search(self, width):
        with self.page(width) as page:
            page.goto(self.base + "/")
            box = page.get_by_role("search").get_by_role("searchbox")
            box.fill("metallica")
            box.press("Enter")
            page.wait_for_url("**/search?q=metallica")
            headings = [text.split()[0] for text in page.locator("main h2").all_inner_texts()]
            expect(headings[0] == "Artists" and "Tracks" in headings, f"groups of results: {headings}")
            marks = page.locator("mark").all_inner_texts()
            expect(marks and all(mark.lower() == "metallica" for mark in marks), f"marked: {marks[:5]}")
            expect(page.locator("main input[name=q]").input_value() == "metallica", "the field forgot the search")

    def search_escapes(self, width):
        with self.page(width) as page:
            page.goto(self.base + "/search?q=%3Cscript%3Ealert(1)%3C/script%3E%25_")
            expect("<script>alert(1)</script>%_" in page.locator("main").inner_text(), "the words are not shown as typed")
            expect(page.locator("main script").count() == 0, "the words became markup")

    def wildcards_are_text(self, width):
        with self.page(width) as page:
            page.goto(self.base + "/search?q=%25")
            names = page.locator(".hits li, .people li").all_inner_texts()
            expect(all("%" in name for name in names), "a per cent sign matched names without one")

    def theme(self, width):
        with self.page(width, "light") as page:
            background = "() => getComputedStyle(document.documentElement).backgroundColor"
            page.goto(self.base + "/artists")
            light = page.evaluate(background)
            button = page.get_by_role("button", name="Dark colours")
            expect(button.get_attribute("aria-pressed") == "false", "the button says dark in the light theme")
            button.focus()
            page.keyboard.press("Space")
            dark = page.evaluate(background)
            expect(dark != light, "the button changes nothing")
            expect(button.get_attribute("aria-pressed") == "true", "the button does not say that it is on")
            page.goto(self.base + "/albums")
            expect(page.evaluate(background) == dark, "the choice is gone on the next page")

    def without_scripts(self, width):
        context = self.browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=False)
        try:
            page = context.new_page()
            page.goto(self.base + "/albums")
            expect(page.locator("button.theme").is_hidden(), "a button that does nothing is shown")
            page.locator("main a.cover").first.click()
            expect(page.locator("table.tracks tbody tr").count() > 0, "no tracks without scripts")
        finally:
            context.close()

    def reduced_motion(self, width):
        with self.page(width, motion="reduce") as page:
            page.goto(self.base + "/albums")
            duration = page.locator(".cover img").first.evaluate("image => getComputedStyle(image).transitionDuration")
            expect(duration in ("0s", "0s, 0s"), f"covers move for {duration}")

    def styled_not_found(self, path):
        with self.page(expected_status=404) as page:
            response = page.goto(self.base + path)
            expect(response.status == 404, f"expected status 404, got {response.status}")
            expect(page.locator("link[href*='store']").count() == 1, "the page has no style sheet")
            expect(page.get_by_role("link", name="Back to the start").count() == 1, "no way back")
            expect(page.get_by_role("navigation", name="Main").count() == 1, "no navigation")

    def all(self):
        for name, path in PAGES.items():
            for width in WIDTHS:
                for theme in THEMES:
                    self.check(f"{name} at {width} in {theme}", self.look, name, path, width, theme)
        for width in WIDTHS:
            for theme in THEMES:
                self.check(f"keyboard at {width} in {theme}", self.keyboard, width, theme)
            self.check(f"skip link hides at {width}", self.skip_link_hides, width)
            self.check(f"filter by keyboard at {width}", self.filter_by_keyboard, width)
            for path, item in {"/artists": ".people a", "/albums": ".cover", "/tracks": "a.name",
                               "/albums?q=a&sort=artist": ".cover", "/playlists/1": "a.name"}.items():
                self.check(f"paging of {path} at {width}", self.paging, path, item, width)
            self.check(f"search at {width}", self.search, width)
            self.check(f"search escapes at {width}", self.search_escapes, width)
            self.check(f"wildcards are text at {width}", self.wildcards_are_text, width)
            self.check(f"theme button at {width}", self.theme, width)
            self.check(f"without scripts at {width}", self.without_scripts, width)
            self.check(f"reduced motion at {width}", self.reduced_motion, width)
        for path in ("/nothing", "/albums/999999", "/tracks/x", "/playlists/0", "/artists/99999999999999999999"):
            self.check(f"not found {path}", self.styled_not_found, path)


def options(parser):
    """What the command line says, the options that every suite has among them, and where Chromium is."""
    parser.add_argument("--screenshots", type=pathlib.Path, help="a folder for pictures")
    parser.add_argument("--only", help="run the tests whose name contains this")
    arguments = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        raise SystemExit("no Chromium found; install Debian's package `chromium` or name one in CHROMIUM")
    if arguments.screenshots:
        arguments.screenshots.mkdir(parents=True, exist_ok=True)
    return arguments, chromium


def run_all(kind, arguments, chromium):
    """Runs all tests of a kind in one browser; the exit status."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            run = kind(browser, arguments)
            run.all()
        finally:
            browser.close()
    print(f"{run.passed} passed, {run.failed} failed")
    return 1 if run.failed or not run.passed else 0


def main():
    parser = argparse.ArgumentParser(description="Tests the store's pages in Chromium.")
    parser.add_argument("--base-url", required=True, help="where the store is served, such as http://127.0.0.1:8080")
    arguments, chromium = options(parser)
    return run_all(Run, arguments, chromium)


if __name__ == "__main__":
    sys.exit(main())
