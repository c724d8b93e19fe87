#!/usr/bin/env python3
"""Looks at the documentation page that Conduit makes of its routes, and asks Conduit by it, in Chromium.

    .build-venv/bin/python Tests/Browser/conduit_documentation.py --base-url http://127.0.0.1:8080 --token TOKEN

At 1280 and 390 pixels, in light and dark: nothing that axe finds against WCAG 2.2 A and AA with everything open, no
sideways scrolling, no console message of level error, no request to another host. Then an operation is tried out without
a token, with one, and with content.
"""

import argparse
import sys

from api_documentation import OPEN_ALL, DocumentationRun
from browser_tests import THEMES, WIDTHS, expect, options, run_all


class ConduitRun(DocumentationRun):
    def __init__(self, browser, arguments):
        super().__init__(browser, arguments)
        self.token = arguments.token

    def open(self, page):
        page.goto(f"{self.base}/docs/", wait_until="load")
        page.wait_for_selector("main :is(h1, [role=alert])")
        return page

    def looks(self, width, theme):
        with self.page(width, theme) as page:
            self.open(page)
            expect(page.locator("h1").inner_text() == "Conduit", "the page has another title")
            expect(page.locator(".operation").count() == 19, f"{page.locator('.operation').count()} operations are shown")
            page.evaluate(OPEN_ALL)
            self.expect_accessible(page)
            if self.screenshots:
                page.screenshot(path=self.screenshots / f"conduit-{width}-{theme}.png")

    def tries_out(self):
        with self.page(refusals=(401, 422)) as page:
            section = self.operation(self.open(page), "getUser")
            status, body = self.send(section)
            expect((status, body) == (401, {"errors": {"token": ["is missing"]}}), f"without a token: {status} {body}")
            self.authorise(page, "jwt", {"Token": self.token})
            status, body = self.send(section)
            expect(status == 200 and body["user"]["username"] == "jake", f"with the token: {status} {body}")
            section = self.operation(page, "postArticles")
            field = self.field(section, "Body")
            field.fill('{"article":{"title":"From the page","description":"a","body":"b"}}')
            status, body = self.send(section)
            expect(status == 201 and body["article"]["slug"] == "from-the-page", f"an article: {status} {body}")
            field.fill('{"article":{"title":"","description":"a","body":"b"}}')
            status, body = self.send(section)
            expect((status, body) == (422, {"errors": {"title": ["can't be blank"]}}), f"a blank title: {status} {body}")

    def all(self):
        for width in WIDTHS:
            for theme in THEMES:
                self.check(f"the page at {width} in {theme}", self.looks, width, theme)
        self.check("trying out", self.tries_out)


def main():
    parser = argparse.ArgumentParser(description="Tests the documentation page of Conduit in Chromium.")
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--token", required=True)
    arguments, chromium = options(parser)
    return run_all(ConduitRun, arguments, chromium)


if __name__ == "__main__":
    sys.exit(main())
