#!/usr/bin/env python3
"""Looks at the documentation page of an API in Chromium as its readers do.

    .build-venv/bin/python Tests/Browser/api_documentation.py [--screenshots DIR] [--only TEXT]

The page is served by `api_documentation_server.py` under a strict Content-Security-Policy. At 1280 and 390 pixels, in
light and dark: nothing that axe finds against WCAG 2.2 A and AA, no sideways scrolling, no console message of level
error, no request to another host. Then operations are searched, tried out with and without credentials, and the samples
in curl, Swift, Python and JavaScript are run: the server has to see the same request from each.

Needs Debian's `chromium` package (or another Chromium named by CHROMIUM), curl and Swift.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
from urllib.parse import parse_qsl

from axe_playwright_python.sync_playwright import Axe

from api_documentation_server import POLICY, TOKEN, serving
from browser_tests import FOCUS, RULES, THEMES, WIDTHS, Run, expect, options, run_all
from live_documentation import LiveTests

# What quoting has to survive, in the places where a reader may type it.
NASTY = 'it\'s "q" \\n \\(1+1) ${HOME} `id` $(id) %s {x} */ # <b> é 🐦 \t|'
OPEN_ALL = """async () => {
  for (let round = 0; round < 3; round += 1) {
    for (const details of document.querySelectorAll('main details:not([open])')) details.open = true;
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}"""


class DocumentationRun(LiveTests, Run):
    def open(self, page, name, anchor=""):
        page.goto(f"{self.base}/{name}/docs/{anchor}", wait_until="load")
        page.wait_for_selector("main :is(h1, [role=alert])")
        return page

    def operation(self, page, anchor):
        """An operation with its form shown."""
        section = page.locator(f"[id='operation-{anchor}']")
        section.locator("summary", has_text="Try it").click()
        return section

    def field(self, section, label):
        """The control with a label, which may have marks behind its text."""
        return (
            section.locator("form .field", has_text=re.compile(f"^{re.escape(label)}"))
            .locator("input, select, textarea")
            .first
        )

    def send(self, section):
        """Sends and waits for the whole answer; returns its status and the JSON of its body."""
        section.get_by_role("button", name="Send").click()
        section.locator(".answer .result", has_text="B").wait_for()
        status = int(section.locator(".answer .status").inner_text())
        body = section.locator(".answer .code code")
        return status, json.loads(body.inner_text()) if body.count() else None

    def authorise(self, page, scheme, values, keep=False):
        page.locator(".bar").get_by_role("button", name="Authoris").click()
        dialog = page.get_by_role("dialog")
        group = dialog.get_by_role("group", name=scheme, exact=True)
        for label, value in values.items():
            group.get_by_label(label, exact=True).first.fill(value)
        if keep:
            dialog.get_by_role("checkbox").check()
        dialog.get_by_role("button", name="Use").click()

    # How it looks

    def looks(self, name, width, theme):
        with self.page(width, theme) as page:
            policy = []
            page.on("response", lambda response: policy.append(response.headers.get("content-security-policy")))
            self.open(page, name)
            expect(set(policy) == {POLICY}, f"expected the strict policy on every response, got {set(policy)}")
            for selector, count in {
                "h1": 1,
                "main": 1,
                "body > header": 1,
                "nav[aria-label]": 1,
                "head > title": 1,
                "[style], style, script:not([src])": 0,
            }.items():
                expect(
                    page.locator(selector).count() == count,
                    f"expected {count} {selector}, got {page.locator(selector).count()}",
                )
            levels = page.locator("main :is(h1, h2, h3, h4, h5, h6)").evaluate_all(
                "all => all.map(each => Number(each.tagName[1]))"
            )
            skipped = [pair for pair in zip(levels, levels[1:]) if pair[1] > pair[0] + 1]
            expect(not skipped, f"levels of headings are left out: {skipped[:3]}")
            if self.screenshots:
                page.screenshot(path=self.screenshots / f"{name}-{width}-{theme}.png")
                for part in ("operation-addBook", "operation-lend", "schema-Book"):
                    page.evaluate("id => document.getElementById(id)?.scrollIntoView({ behavior: 'instant' })", part)
                    page.screenshot(path=self.screenshots / f"{name}-{part}-{width}-{theme}.png")
            # With everything open it is all there to be looked at.
            page.evaluate(OPEN_ALL)
            self.send(page.locator("#operation-listBooks"))
            self.expect_accessible(page)
            if self.screenshots:
                page.screenshot(path=self.screenshots / f"{name}-open-{width}-{theme}.png", full_page=True)
            for button in ("Search", "Authorise"):
                page.locator(".bar").get_by_role("button", name=button).click()
                self.expect_accessible(page, "dialog")
                if self.screenshots:
                    page.screenshot(path=self.screenshots / f"{name}-{button}-{width}-{theme}.png")
                page.keyboard.press("Escape")
                expect(
                    page.evaluate("() => document.activeElement.id") == button.lower(),
                    f"the focus does not return to {button}",
                )

    def expect_accessible(self, page, part="body"):
        # What the bar covers just now is no small target.
        page.evaluate("() => window.scrollTo(0, 0)")
        excess = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        expect(excess <= 0, f"the page is {excess} pixels wider than the window")
        results = Axe().run(page, context=part, options={"runOnly": {"type": "tag", "values": RULES}}).response
        found = [
            f"{violation['id']} at {', '.join(str(node['target'][0]) for node in violation['nodes'][:3])}"
            for violation in results["violations"]
        ]
        expect(not found, "axe: " + "; ".join(found))
        expect(len(results["passes"]) > 8, "axe checked next to nothing")

    def themes(self):
        with self.page(theme="light") as page:
            background = "() => getComputedStyle(document.documentElement).backgroundColor"
            self.open(page, "library")
            light = page.evaluate(background)
            button = page.get_by_role("button", name="Dark colours")
            expect(button.get_attribute("aria-pressed") == "false", "the button says dark in the light theme")
            button.press("Space")
            expect(
                page.evaluate(background) != light and button.get_attribute("aria-pressed") == "true",
                "the button changes nothing",
            )
            self.open(page, "library")
            expect(page.evaluate(background) != light, "the choice is gone after loading")

    def prints(self):
        with self.page() as page:
            self.open(page, "library")
            page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
            page.emulate_media(media="print")
            expect(page.locator("nav, .bar").first.is_hidden(), "the list of operations is printed")
            cut = page.evaluate(
                "() => [...document.querySelectorAll('.console pre')].filter(each => each.scrollWidth > each.clientWidth).length"
            )
            expect(cut == 0, f"{cut} blocks of code are cut on paper")
            expect(page.pdf().startswith(b"%PDF"), "no PDF")

    # What it shows

    def shows_the_description(self):
        with self.page() as page:
            self.open(page, "library")
            section = page.locator("#operation-addBook")
            expect(section.get_by_text("at most 200 characters").count(), "no constraint of the title")
            expect(section.get_by_text("matches ^97[89][0-9]{10}$").count(), "no pattern")
            expect(section.get_by_text("string | null").count(), "no nullable type")
            expect(
                not section.locator(".reference > div > .content .name", has_text=re.compile("^id$")).count(),
                "a read-only member in a body",
            )
            section.locator("summary", has_text="2 alternatives").first.click()
            expect(section.get_by_text("told apart by kind").is_visible(), "no discriminator")
            expect(section.get_by_text("kind = audio").is_visible(), "no value of the discriminator")
            headings = section.locator("h4").all_inner_texts()
            expect(headings[-2:] == ["Responses", "Problems"], f"headings: {headings}")
            expect(page.locator("#operation-removeBook .mark.deprecated").count() == 1, "no mark of deprecation")
            expect(
                page.locator("#operation-getBook .security")
                .inner_text()
                .startswith("Authorisation is optional: token"),
                "authorisation is not said to be optional",
            )
            expect(
                page.locator("#operation-changeBook .security")
                .inner_text()
                .startswith("Authorisation: oauth (books:write)"),
                "no scopes",
            )
            expect(page.locator("main").get_by_text("Webhooks").count(), "no webhooks")
            lend = page.locator("#operation-lend")
            lend.locator("summary", has_text="Returned").click()
            expect(lend.locator("details", has_text="Returned").get_by_text("overdue").count(), "no callback")
            expect(page.locator("#operation-getShelf").count() == 1, "a callback takes the anchor of an operation")
            section.get_by_role("link", name="Get a book").click()
            page.wait_for_function("() => document.activeElement.id === 'operation-getBook-title'")
            expect(
                page.locator(".prose a", has_text="RFC 8288").get_attribute("rel") == "noopener noreferrer",
                "a link to elsewhere without rel",
            )
            born = page.locator("#schema-Author .members > li", has_text="born")
            expect(born.locator(".type").inner_text() == "string<date> | null", f"what may be null: {born.inner_text()!r}")
            expect(page.locator("#schema-Shelf a.type", has_text="Shelf | null").count() == 1, "no link to what may be null")
            shelf = page.locator("#schema-Shelf")
            expect(shelf.get_by_text("Contains itself").count() == 2, "recursion is not said")

    def deep_links(self):
        with self.page() as page:
            for anchor, heading in {
                "#schema-Book": "Book",
                "#operation-lend": "Lend a book",
                "#tag-Loans": "Loans",
            }.items():
                page.goto("about:blank")
                self.open(page, "library", anchor)
                expect(
                    page.evaluate("() => document.activeElement.textContent.trim()") == heading,
                    f"the focus is not on the heading of {anchor}",
                )
                top = page.locator(anchor).bounding_box()["y"]
                expect(0 <= top < 450, f"{anchor} is at {top}")
            page.locator("a.type", has_text="Book").first.click()
            page.wait_for_url("**#schema-Book")
            self.open(page, "library", "#nowhere%E0%A4%A")

    def cannot_be_read(self):
        for name, sentence in {"broken": "JSON", "nowhere": "status 404"}.items():
            with self.page(refusals=(404,)) as page:
                self.open(page, name)
                alert = page.get_by_role("alert")
                expect(sentence in alert.inner_text(), f"{name}: {alert.inner_text()!r}")
                alert.get_by_role("button", name="Try again").click()
                page.get_by_role("alert").wait_for()
        for name in ("empty", "list", "null"):
            with self.page() as page:
                self.open(page, name)
                expect(
                    page.locator("h1").inner_text() == "API documentation",
                    f"{name}: {page.locator('main').inner_text()!r}",
                )

    def hostile(self, width):
        with self.page(width) as page:
            self.open(page, "hostile")
            shown = page.locator(".operation").count()
            expect(shown >= 300, f"{shown} operations are shown")
            taken = page.evaluate("() => performance.now()")
            expect(taken < 8000, f"shown after {taken} ms")
            for _ in range(3):
                page.evaluate("""async () => {
                  [...document.querySelectorAll('.operation details:not([open]), .schema-part details:not([open])')].slice(0, 60).forEach(each => { each.open = true; });
                  await new Promise(resolve => setTimeout(resolve, 50));
                }""")
            found = page.evaluate(
                "() => [window.hacked, document.querySelectorAll('main :is(script, img, iframe, [onerror], a[href^=javascript])').length, ({}).polluted]"
            )
            expect(found == [None, 0, None], f"markup of the document came alive: {found}")
            excess = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
            expect(excess <= 0, f"the page is {excess} pixels wider than the window")
            doubled = page.evaluate(
                "() => { const ids = [...document.querySelectorAll('[id]')].map(each => each.id); return ids.length - new Set(ids).size; }"
            )
            expect(doubled == 0, f"{doubled} identifiers are there twice")
            page.keyboard.press("/")
            page.keyboard.type("thing 299")
            page.keyboard.press("Enter")
            page.wait_for_function("() => document.activeElement.textContent.startsWith('Thing 299')")

    def older_descriptions(self):
        with self.page() as page:
            section = self.operation(self.open(page, "older"), "measure")
            facts = section.locator(".facts code").all_inner_texts()
            expect("> 10" in facts and "< 0" in facts, f"limits of OpenAPI 3.0: {facts}")
            expect("< 5" in page.locator("#schema-Size .facts").all_inner_texts(), "no limit of a schema")
            expect(not page.locator("main").get_by_text(re.compile("true|≥|≤")).count(), "a boolean is shown as a limit")
            query = self.send(section)[1]["query"]
            expect(query == {"above": ["11"], "below": ["-1"]}, f"examples that the API refuses: {query}")

    def without_scripts(self):
        context = self.browser.new_context(java_script_enabled=False)
        try:
            page = context.new_page()
            page.goto(f"{self.base}/library/docs/")
            address = page.locator("noscript a, main a").first.evaluate("link => link.href")
            expect(page.request.get(address).json()["openapi"] == "3.1.0", f"the link leads to {address}")
        finally:
            context.close()

    def versions(self):
        with self.page() as page:
            self.open(page, "versions")
            expect(page.locator("h1").inner_text() == "API of 2026-01", "the first document is not shown")
            page.get_by_label("Version of the API").select_option("old")
            page.wait_for_url("**?version=old")
            page.get_by_role("heading", name="API of 2025-01").wait_for()

    # By keyboard

    def keyboard(self, width, theme):
        with self.page(width, theme) as page:
            self.open(page, "library")
            page.keyboard.press("Tab")
            expect(page.evaluate(FOCUS)["href"] == "#main", "the skip link is not the first stop")
            self.tab_until(page, lambda focus: focus["tag"] == "button", 4)
            if width < 860:
                page.keyboard.press("Enter")
                expect(page.locator("nav").is_visible(), "the menu does not open")
                page.keyboard.press("Escape")
                expect(page.locator("nav").is_hidden(), "Escape does not close the menu")
                page.keyboard.press("Enter")
            self.tab_until(page, lambda focus: focus["href"] == "#operation-lend", 30)
            page.keyboard.press("Enter")
            page.wait_for_function("() => document.activeElement.id === 'operation-lend-title'")
            self.tab_until(page, lambda focus: focus["text"] == "curl", 20)
            page.keyboard.press("ArrowRight")
            expect(
                "URLRequest" in page.locator("#operation-lend [role=tabpanel]").first.inner_text(),
                "the arrow key shows no Swift",
            )
            self.tab_until(page, lambda focus: focus["text"] == "Try it", 4)
            page.keyboard.press("Enter")
            self.tab_until(page, lambda focus: focus["text"] == "Send", 8)
            page.keyboard.press("Enter")
            page.locator("#operation-lend .answer .result").wait_for()

    def search(self, width):
        with self.page(width) as page:
            self.open(page, "library")
            page.keyboard.press("/")
            options = page.get_by_role("dialog").get_by_role("option")
            box = page.get_by_role("combobox", name="Search operations and schemas")
            expect(box.evaluate("box => box === document.activeElement"), "the focus is not in the search")
            for typed, first in {
                "cover": "Upload a cover",
                "/loans ev": "Follow loans",
                "audio": "Audio",
                "If-Match": "Change a book",
            }.items():
                box.fill(typed)
                expect(
                    options.first.locator(".title").inner_text() == first,
                    f"{typed} finds {options.first.inner_text()!r}",
                )
            box.fill("book")
            page.keyboard.press("ArrowDown")
            active = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
            expect(active.get_attribute("aria-selected") == "true", "the arrow key selects nothing")
            title = active.locator(".title").inner_text()
            page.keyboard.press("Enter")
            page.wait_for_function("title => document.activeElement.textContent.startsWith(title)", arg=title)
            page.keyboard.press("Control+k")
            box.fill("zzzz")
            expect("No results" in page.get_by_role("dialog").inner_text(), "nothing says that nothing was found")
            page.keyboard.press("Escape")
            field = self.field(self.operation(page, "listBooks"), "q")
            field.press("/")
            expect(not page.get_by_role("dialog").count(), "a slash that is typed opens the search")

    # Trying out

    def credentials(self):
        with self.page(refusals=(401,)) as page:
            section = self.operation(self.open(page, "library"), "me")
            expect(
                "Bearer YOUR_TOKEN" in section.locator("[role=tabpanel]").first.inner_text(),
                "no placeholder for the token",
            )
            expect(self.send(section)[0] == 401, "expected 401 without a token")
            self.authorise(page, "token", {"Token": TOKEN})
            expect("$HOME" in section.locator("[role=tabpanel]").first.inner_text(), "the sample has no token")
            expect(self.send(section)[0] == 200, "expected 200 with the token")
            stored = "() => [sessionStorage.length, Object.keys(localStorage).filter(key => localStorage[key].includes('jake')).length]"
            expect(page.evaluate(stored) == [0, 0], "the token is stored unasked")
            section = self.operation(self.open(page, "library"), "me")
            expect(self.send(section)[0] == 401, "the token is there after loading again")
            self.authorise(page, "token", {"Token": TOKEN}, keep=True)
            section = self.operation(self.open(page, "library"), "me")
            expect(self.send(section)[0] == 200, "the token is not kept in the tab")
            page.locator(".bar").get_by_role("button", name="Authorised").click()
            page.get_by_role("dialog").get_by_role("button", name="Forget all").click()
            expect(page.evaluate(stored) == [0, 0] and self.send(section)[0] == 401, "the token is not forgotten")

    def kinds_of_credentials(self):
        with self.page(refusals=(400,)) as page:
            self.open(page, "library")
            self.authorise(page, "counter", {"User name": "jäne", "Password": "a:b"})
            echo = self.send(self.operation(page, "removeBook"))[1]
            expect(echo["headers"]["authorization"] == "Basic asOkbmU6YTpi", f"Basic: {echo['headers']}")
            self.authorise(page, "key", {"Key": "k&y=1"})
            section = self.operation(page, "uploadCover")
            self.field(section, "picture").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"png"})
            expect(self.send(section)[1]["query"] == {"api_key": ["k&y=1"]}, "no key in the query")
            self.authorise(page, "session", {"Key": "c00kie"})
            section = self.operation(page, "getShelf")
            self.field(section, "theme").fill("a%3B+/=")
            cookies = self.send(section)[1]["headers"]["cookie"]
            expect("sid=c00kie" in cookies and "theme=a%3B+/=" in cookies, f"expected cookies as typed, got {cookies}")
            expect(page.context.cookies() == [], f"cookies outlive their request: {page.context.cookies()}")
            self.field(section, "theme").fill("a; Domain=b")
            section.get_by_role("button", name="Send").click()
            section.get_by_text("Not sent, or no answer: the cookie theme can hold visible ASCII alone").wait_for()
            page.locator(".bar").get_by_role("button", name="Authorised").click()
            group = page.get_by_role("group", name="oauth")
            group.locator("summary").click()
            group.get_by_label("User name").fill("jane")
            group.get_by_label("Password").fill("wrong")
            group.get_by_role("button", name="Get a token").click()
            group.get_by_text("No token: wrong password").wait_for()
            group.get_by_label("Password").fill("pa ss&wörd")
            group.get_by_role("button", name="Get a token").click()
            group.get_by_text("The token is filled in above.").wait_for()
            page.get_by_role("dialog").get_by_role("button", name="Use").click()
            echo = self.send(self.operation(page, "changeBook"))[1]
            expect(echo["headers"]["authorization"] == f"Bearer {TOKEN}", "the token of OAuth is not used")
            expect(echo["headers"]["if-match"] == '"7"' and echo["type"] == "application/merge-patch+json", f"{echo}")

    def tries_out(self, width):
        with self.page(width) as page:
            self.open(page, "library")
            section = self.operation(page, "addBook")
            self.field(section, "Example").focus()
            page.keyboard.press("ArrowDown")
            shown = page.evaluate("() => document.activeElement.selectedOptions?.[0].text")
            expect(shown == "An audio book", f"the focus is not on the example that was chosen, but on {shown}")
            status, echo = self.send(section)
            page.wait_for_function("() => document.getElementById('announcer').textContent === 'Answered with status 200.'")
            expect(status == 200 and json.loads(echo["body"])["title"] == "Das Schloß", "the example was not sent")
            expect(
                "12345678901234567890" in section.locator(".answer .code").inner_text(), "a large number was changed"
            )
            section.locator(".answer summary").click()
            expect("x-request: 7" in section.locator(".answer").inner_text(), "no header fields of the answer")
            self.field(section, "Body").fill("{not json")
            section.get_by_text("Not JSON yet").wait_for()
            expect(self.send(section)[1]["body"] == "{not json", "the body was not sent as it was typed")
            self.field(section, "Body").fill("{}")
            expect(section.get_by_text("Not JSON yet").count() == 0, "JSON is said to be none")

            section = self.operation(page, "listBooks")
            self.field(section, "filter").fill('{"year": 1969}')
            self.field(section, "q").fill(NASTY)
            expect(self.field(section, "order").locator("option").first.inner_text() == "— (title)", "no default")
            self.field(section, "order").select_option("-title")
            self.field(section, "include").select_option(["loans", "shelf"])
            echo = self.send(section)[1]
            expect(
                echo["query"]
                == {
                    "q": [NASTY],
                    "genre": ["poetry", "science fiction"],
                    "order": ["-title"],
                    "include": ["loans,shelf"],
                    "filter[year]": ["1969"],
                },
                f"query: {echo['query']}",
            )

            section = self.operation(page, "getShelf")
            expect(
                self.send(section)[1]["path"] == "/library/api/shelves/a%2Fb%3Fc%23d%20%25", "the path is not encoded"
            )
            self.field(section, "path").fill("")
            section.get_by_role("button", name="Send").click()
            expect(section.locator("input:invalid").count() == 1, "a path without its parameter is sent")

            section = self.operation(page, "lend")
            self.field(section, "reader").fill(NASTY)
            echo = self.send(section)[1]
            form = parse_qsl(echo["body"])
            expect(echo["type"] == "application/x-www-form-urlencoded" and ("book", "42") in form, f"form: {echo}")
            expect(
                [name for name, _ in form] == ["book", "reader", "labels", "labels"],
                f"the form is filled with more than has to be there and examples: {form}",
            )
            expect(form[-2:] == [("labels", "blue"), ("labels", "by post")], f"a list in a form: {form}")
            expect("one a line" in section.locator("form .field", has_text="labels").inner_text(), "lists are not explained")

    def uploads(self):
        with self.page() as page:
            section = self.operation(self.open(page, "library"), "uploadCover")
            self.field(section, "picture").set_input_files(
                {"name": 'front "1".png', "mimeType": "image/png", "buffer": b"\x89PNG"}
            )
            expect("front" in section.locator("[role=tabpanel]").first.inner_text(), "the sample has no file")
            self.field(section, "subjects").fill("art\nhistory of art")
            parts = self.send(section)[1]["parts"]
            expect(
                [(part["name"], bool(part["file"])) for part in parts]
                == [("picture", True), ("caption", False), ("subjects", False), ("subjects", False)],
                f"parts: {parts}",
            )
            expect([part["text"] for part in parts[2:]] == ["art", "history of art"], f"a list in parts: {parts}")
            self.field(section, "Media type").select_option("image/png")
            self.field(section, "File").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": b"12345"})
            echo = self.send(section)[1]
            expect((echo["type"], echo["body"]) == ("image/png", "12345"), f"{echo}")

    def streams(self):
        with self.page() as page:
            section = self.operation(self.open(page, "library"), "followLoans")
            section.get_by_role("button", name="Send").click()
            section.get_by_text("loan 3", exact=True).wait_for()
            section.get_by_role("button", name="Stop").click()
            section.get_by_text("Stopped.").wait_for()
            expect(
                page.evaluate("() => document.activeElement.textContent") == "Send", "the focus is lost with the button"
            )

    def copies(self):
        with self.page() as page:
            page.context.grant_permissions(["clipboard-read", "clipboard-write"])
            section = self.open(page, "library").locator("#operation-addBook")
            section.get_by_role("button", name="Copy the path").click()
            page.wait_for_function(
                "() => document.getElementById('announcer').textContent === 'Copied the path /books.'"
            )
            expect(page.evaluate("() => navigator.clipboard.readText()") == "/books", "something else was copied")
            section.get_by_role("button", name="Copy link: the link to Add a book").click()
            page.wait_for_function(
                "() => document.getElementById('announcer').textContent === 'Copied the link to Add a book.'"
            )
            copied = page.evaluate("() => navigator.clipboard.readText()")
            expect(copied == f"{self.base}/library/docs/#operation-addBook", f"the link is {copied}")

    def servers(self):
        with self.page() as page:
            self.open(page, "library")
            page.get_by_label("Server").select_option(index=1)
            expect(
                "https://eu.library.example/v2/me" in page.locator("#operation-me [role=tabpanel]").first.inner_text(),
                "the sample has another server",
            )
            expect("“Try it” sends to" in page.locator(".servers").inner_text(), "nothing says where requests go")

    # Samples

    def samples(self, kind):
        """The same request from the page and from each of its samples."""
        with self.page() as page, tempfile.TemporaryDirectory() as folder:
            self.open(page, "library")
            self.authorise(page, *(("key", {"Key": NASTY}) if kind == "multipart" else ("token", {"Token": TOKEN})))
            if kind == "json":
                section = self.operation(page, "addBook")
                self.field(section, "Accept-Language").fill('it\'s "en" $HOME \\(1)')
                self.field(section, "Body").fill(
                    json.dumps(
                        {"title": NASTY, "'": [1, 2.5, None, True], "lines": "\"\"\"#\n'''", "last": {}},
                        indent=2,
                        ensure_ascii=False,
                    )
                )
            elif kind == "text":
                section = self.operation(page, "addBook")
                self.field(section, "Body").fill(
                    f'{{"__proto__": 1, "big": 12345678901234567890, "a": 1, "a": 2, "x": \n"""#"""##\\##({NASTY}'
                )
            elif kind == "form":
                section = self.operation(page, "lend")
                self.field(section, "reader").fill(f"@{NASTY}")
            else:
                section = self.operation(page, "uploadCover")
                (pathlib.Path(folder) / "it's 1.png").write_bytes(b"picture\r\n")
                self.field(section, "picture").set_input_files(f"{folder}/it's 1.png")
                self.field(section, "caption").fill(f"<{NASTY}")
            wanted = self.seen(self.send(section)[1])
            for language in ("curl", "Python", "JavaScript", "Swift"):
                section.get_by_role("tab", name=language).click()
                code = section.locator("[role=tabpanel]").first.locator("code").text_content()
                got = self.seen(self.execute(page, language, code, folder))
                expect(got == wanted, f"{language} sends {got}, the page {wanted}")

    @staticmethod
    def seen(echo):
        """What matters of a request: JSON is compared as its value where it is JSON, a form by its parts."""
        try:
            body = (
                parse_qsl(echo["body"], strict_parsing=True)
                if "urlencoded" in echo["type"]
                else json.loads(echo["body"])
            )
        except ValueError:
            body = echo["body"]
        return {
            "method": echo["method"],
            "path": echo["path"],
            "query": echo["query"],
            "body": None if echo["parts"] else body,
            "parts": echo["parts"],
            "type": echo["type"].split(";")[0],
            **{name: echo["headers"].get(name) for name in ("authorization", "accept")},
        }

    def execute(self, page, language, code, folder):
        if language == "JavaScript":
            # In a reader's code `file` is a file of theirs.
            lines = code.replace(
                "console.log(response.status, await response.text());", "return await response.text();"
            )
            return json.loads(
                page.evaluate(f"async () => {{ const file = new File(['picture\\r\\n'], 'x'); {lines}\n}}")
            )
        out = self.output(language, code, folder)
        return json.loads(out[out.index("{") :])

    def output(self, language, code, folder):
        """What a sample prints that is run in a folder."""
        if language == "curl":
            command = ["bash", "-c", f"{code} --silent"]
        elif language == "Python":
            command = [sys.executable, "-c", code]
        else:
            self.compile_swift(code, folder)
            command = [f"{folder}/sample"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60)
        expect(done.returncode == 0, f"{language} ends with {done.returncode}: {done.stderr[-300:]}\n{code}")
        return done.stdout

    @staticmethod
    def compile_swift(code, folder=None):
        """Makes `sample` of the code, or looks only whether that is possible."""
        with tempfile.TemporaryDirectory() as other:
            (pathlib.Path(folder or other) / "main.swift").write_text(code)
            what = ["-Onone", "-o", "sample"] if folder else ["-typecheck"]
            done = subprocess.run(
                ["swiftc", "-swift-version", "6", *what, "main.swift"],
                cwd=folder or other,
                capture_output=True,
                text=True,
                timeout=180,
            )
            expect(done.returncode == 0, f"the Swift does not compile: {done.stderr[-600:]}\n{code}")

    def all(self):
        for width in WIDTHS:
            for theme in THEMES:
                self.check(f"library at {width} in {theme}", self.looks, "library", width, theme)
                self.check(f"keyboard at {width} in {theme}", self.keyboard, width, theme)
            self.check(f"hostile description at {width}", self.hostile, width)
            self.check(f"search at {width}", self.search, width)
            self.check(f"trying out at {width}", self.tries_out, width)
        for test in (
            self.themes,
            self.prints,
            self.shows_the_description,
            self.deep_links,
            self.cannot_be_read,
            self.older_descriptions,
            self.without_scripts,
            self.versions,
            self.credentials,
            self.kinds_of_credentials,
            self.uploads,
            self.streams,
            self.copies,
            self.servers,
            self.endless,
            self.socket_of_many_kinds,
            self.socket_refused,
            self.socket_samples,
            self.stream_samples,
            self.unions,
            self.response_fields,
            self.folding,
        ):
            self.check(test.__name__.replace("_", " "), test)
        self.live("live")
        self.check("socket at 390 in dark", self.socket, "live", 390, "dark")
        for kind in ("json", "text", "form", "multipart"):
            self.check(f"samples with a body of {kind}", self.samples, kind)


def main():
    parser = argparse.ArgumentParser(description="Tests the documentation page of an API in Chromium.")
    arguments, chromium = options(parser)
    server = serving()
    arguments.base_url = f"http://127.0.0.1:{server.server_port}"
    try:
        return run_all(DocumentationRun, arguments, chromium)
    finally:
        server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
