#!/usr/bin/env python3
"""Looks at the documentation page that Tests/APIZoo makes of its routes, and asks the zoo by it, in Chromium.

    .build-venv/bin/python Tests/Browser/zoo_documentation.py --base-url http://127.0.0.1:8080

Server-sent events, NDJSON and a WebSocket of a real server; fields that are filled by a button; at 1280 and 390 pixels,
in light and dark, nothing that axe finds with everything open.
"""

import argparse
import sys

from api_documentation import OPEN_ALL, DocumentationRun
from browser_tests import THEMES, WIDTHS, expect, options, run_all


class ZooRun(DocumentationRun):
    def open(self, page, name="", anchor=""):
        page.goto(f"{self.base}/docs/{anchor}", wait_until="load")
        page.wait_for_selector("main :is(h1, [role=alert])")
        return page

    def looks(self, width, theme):
        with self.page(width, theme) as page:
            self.open(page)
            yaml = page.get_by_role("link", name="as YAML").get_attribute("href")
            answer = page.request.get(yaml)
            expect(answer.status == 200 and answer.text().startswith("openapi:"), f"no YAML at {yaml}")
            page.evaluate(OPEN_ALL)
            self.expect_accessible(page)
            if self.screenshots:
                page.screenshot(path=self.screenshots / f"zoo-{width}-{theme}.png", full_page=True)

    def all(self):
        for width in WIDTHS:
            for theme in THEMES:
                self.check(f"the page at {width} in {theme}", self.looks, width, theme)
        self.live("zoo")


def main():
    parser = argparse.ArgumentParser(description="Tests the documentation page of the zoo of routes in Chromium.")
    parser.add_argument("--base-url", required=True)
    arguments, chromium = options(parser)
    return run_all(ZooRun, arguments, chromium)


if __name__ == "__main__":
    sys.exit(main())
