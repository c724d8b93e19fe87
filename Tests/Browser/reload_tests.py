#!/usr/bin/env python3
"""Opens a page of an application in development once and waits until it shows one text after the other by itself.

    .venv/bin/python reload_tests.py --url http://127.0.0.1:8080/ --within 120 "first text" "a text after a change" …

Prints `shows TEXT` for each, so that whoever runs it can change the source next. Nothing here navigates after the first
load: that the page reloads is the work of the page's own script. The last line is the number of times that the page was loaded.

Needs Debian's `chromium` package (or another Chromium named by CHROMIUM).
"""

import argparse
import os
import shutil
import sys

from playwright.sync_api import Error, sync_playwright

SHOWS = "text => document.body !== null && document.body.innerText.includes(text)"


def main():
    parser = argparse.ArgumentParser(description="Watches a page reload by itself in Chromium.")
    parser.add_argument("--url", required=True, help="the page")
    parser.add_argument("--within", type=float, default=120, help="seconds to wait for each text")
    parser.add_argument("texts", nargs="+", help="what the page has to show, one after the other")
    arguments = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        raise SystemExit("no Chromium found; install Debian's package `chromium` or name one in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            page = browser.new_page()
            loads, problems = [], []
            page.on("load", lambda _: loads.append(page.url))
            page.on("pageerror", lambda error: problems.append(f"script: {error}"))
            # While the server restarts its connection is refused, which is no mistake.
            page.on("console", lambda message: "Content Security" in message.text and problems.append(message.text))
            page.goto(arguments.url, wait_until="load")
            for text in arguments.texts:
                try:
                    page.wait_for_function(SHOWS, arg=text, timeout=arguments.within * 1000)
                except Error as error:
                    print(f"FAILED {text}: {error.message.splitlines()[0]}\n{page.inner_text('body')}", flush=True)
                    return 1
                print(f"shows {text}", flush=True)
            # A page that reloads for ever would do so now.
            page.wait_for_timeout(3_000)
            if problems:
                print(f"FAILED {'; '.join(problems)}", flush=True)
                return 1
            print(f"loaded {len(loads)} times", flush=True)
            return 0
        finally:
            browser.close()


if __name__ == "__main__":
    sys.exit(main())
