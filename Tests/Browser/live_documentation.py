"""What the documentation page does with streams, WebSockets and fields that are filled by a button.

The tests run against a description of `api_documents.live` and a server in Python, and against Tests/APIZoo itself: the
operations have the same names there.
"""

import json
import re
import tempfile

from browser_tests import expect

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class LiveTests:
    """Mixed into a run that has `open`, `operation`, `field` and `send`."""

    def rows(self, section):
        return section.locator(".rows li:not(.told)")

    def events(self, name):
        """Events as they come, with their names and identifiers, until they end or the reader stops them."""
        with self.page() as page:
            section = self.operation(self.open(page, name), "tick")
            self.field(section, "count").fill("4")
            section.get_by_role("button", name="Send").click()
            section.get_by_text("The stream has ended.").wait_for()
            rows = self.rows(section)
            expect(rows.count() == 4, f"4 events were sent, {rows.count()} are shown")
            last = rows.last.inner_text()
            expect('{"number":4}' in last and "tick" in last and "id 4" in last, f"the last event: {last!r}")
            expect("4 events" in section.locator(".result").inner_text(), "nothing says how many there were")
            expect(section.get_by_role("button", name="Stop").count() == 0, "a stream that has ended can be stopped")
            self.expect_accessible(page)

    def stopping(self, name):
        with self.page() as page:
            section = self.operation(self.open(page, name), "clock")
            section.get_by_role("button", name="Send").click()
            self.rows(section).nth(2).wait_for()
            section.get_by_role("button", name="Stop").press("Enter")
            section.get_by_text("Stopped.").wait_for()
            count = self.rows(section).count()
            page.wait_for_timeout(400)
            expect(self.rows(section).count() == count, "events come after the stream was stopped")
            expect(page.evaluate("() => document.activeElement.textContent") == "Send", "the focus is lost")

    def lines(self, name):
        """NDJSON line by line where it is chosen, JSON as it is otherwise."""
        with self.page() as page:
            section = self.operation(self.open(page, name), "streamAnimals")
            status, body = self.send(section)
            expect(status == 200 and [each["name"] for each in body] == ["Rex", "Coco"], f"as JSON: {status} {body}")
            self.field(section, "Answer in").select_option("application/x-ndjson")
            sample = section.locator("[role=tabpanel]").first.inner_text()
            expect("--no-buffer" in sample and "Accept: application/x-ndjson" in sample, f"the sample: {sample}")
            section.get_by_role("button", name="Send").click()
            section.get_by_text("The stream has ended.").wait_for()
            names = [json.loads(text)["name"] for text in section.locator(".rows .text").all_inner_texts()]
            expect(names == ["Rex", "Coco"], f"as lines: {names}")

    def socket(self, name, width=1280, theme="light"):
        """A console for a WebSocket, and no plain request to it."""
        with self.page(width, theme) as page:
            section = self.operation(self.open(page, name), "echo")
            expect(section.get_by_text("WebSocket", exact=True).count() == 1, "nothing says that it is a WebSocket")
            expect(section.get_by_role("button", name="Send").is_disabled(), "a message can be sent to nobody")
            self.field(section, "name").fill("Ada & Co")
            section.get_by_role("button", name="Connect").click()
            rows = self.rows(section)
            rows.filter(has_text="Hello, Ada & Co").wait_for()
            box = section.get_by_role("textbox", name="Message")
            expect(box.evaluate("box => box === document.activeElement"), "the focus is not in the message")
            box.fill("a line\nand \"another\" 🐦")
            box.press("Control+Enter")
            page.wait_for_function(
                "rows => document.querySelectorAll(rows).length === 3", arg="#operation-echo .rows li:not(.told)"
            )
            expect(rows.nth(1).get_attribute("class") == "sent", "the second message is not marked as sent")
            expect(
                rows.nth(1).locator(".text").inner_text() == rows.nth(2).locator(".text").inner_text(),
                f"what came back: {rows.nth(2).inner_text()!r}",
            )
            self.expect_accessible(page)
            section.get_by_role("button", name="Close").click()
            section.get_by_role("status").get_by_text("Closed: code 1000.").wait_for()
            expect(page.evaluate("() => document.activeElement.textContent") == "Connect", "the focus is lost")
            section.get_by_role("button", name="Connect").click()
            section.get_by_role("status").get_by_text("Connected.").wait_for()
            section.get_by_role("button", name="Close").click()
            section.get_by_role("status").get_by_text("Closed: code 1000.").wait_for()

    def offered_fields(self, name):
        """A key by a button, the entity tag that was answered last, and no field that is empty."""
        with self.page(refusals=(412,)) as page:
            section = self.operation(self.open(page, name), "changeNote")
            sample = section.locator("[role=tabpanel]").first
            expect("Idempotency-Key" not in sample.inner_text(), "a field without a value is sent")
            self.field(section, "Idempotency-Key").fill("  ")
            expect("Idempotency-Key" not in sample.inner_text(), "a field of spaces is sent")
            section.get_by_role("button", name="New value for Idempotency-Key").click()
            key = self.field(section, "Idempotency-Key").input_value()
            expect(UUID.fullmatch(key), f"the key is {key!r}")
            expect(f"Idempotency-Key: {key}" in sample.inner_text(), "the sample has no key")
            section.get_by_role("button", name="New value for Idempotency-Key").click()
            expect(self.field(section, "Idempotency-Key").input_value() not in ("", key), "the second key is the first")
            tag = section.get_by_role("button", name="Last ETag for If-Match")
            tag.click()
            section.get_by_text("None yet").wait_for()
            self.field(section, "If-Match").fill('"stale"')
            expect(self.send(section)[0] == 412, "a stale tag is taken")
            note = self.operation(page, "getNote")
            self.send(note)
            expect('etag: "41"' in note.locator(".answer .fields").inner_text(), "the tag is not shown at once")
            tag.click()
            expect(self.field(section, "If-Match").input_value() == '"41"', "the last tag is not filled in")
            expect(self.send(section)[0] == 200, "the tag is refused")

    # What only the server in Python does

    def endless(self):
        """More events than a page can hold, faster than it shows them, with every way to end a line."""
        with self.page() as page:
            section = self.operation(self.open(page, "live"), "endless")
            section.get_by_role("button", name="Send").click()
            rows = self.rows(section)
            rows.nth(2).wait_for()
            texts = rows.locator(".text")
            notes = [" ".join(text.split()[1:]) for text in rows.locator(".facts").all_inner_texts()[:3]]
            expect(texts.nth(0).inner_text() == "one\ntwo", f"the first event: {texts.nth(0).inner_text()!r}")
            expect(texts.nth(1).inner_text() == "no space", f"the second event: {texts.nth(1).inner_text()!r}")
            expect(texts.nth(2).inner_text() == "x" * 20_000, "the third event is not cut")
            expect(
                notes == ["message id 7", "message id (empty)", "message the first 20000 of 300000 characters"],
                f"what is said of the first events: {notes}",
            )
            expect(section.get_by_text("Browsers connect again after 4000 ms").is_visible(), "no time to connect again")
            page.wait_for_function(
                "() => document.querySelector('#operation-endless .log-head').innerText.includes('the last 500 shown')"
            )
            expect(rows.count() <= 500, f"{rows.count()} events are on the page")
            held = page.evaluate("() => document.querySelector('#operation-endless .rows').innerText.length")
            expect(held < 200_000, f"{held} characters are on the page")
            # The page is still there for its reader.
            section.get_by_role("button", name="Stop").click(timeout=3000)
            section.get_by_text("Stopped.").wait_for()
            section.get_by_role("button", name="Clear").click()
            expect(rows.count() == 0, "nothing is cleared")

    def socket_of_many_kinds(self):
        with self.page() as page:
            section = self.operation(self.open(page, "live"), "echo")
            self.authorise(page, "token", {"Token": "secret"})
            section.get_by_role("button", name="Connect").click()
            self.rows(section).filter(has_text="cookie desk=north").wait_for()
            expect(page.context.cookies() == [], f"cookies outlive their handshake: {page.context.cookies()}")
            left = section.get_by_text("A browser sends no header fields").inner_text()
            expect("X-Trace, Authorization" in left, f"what is not sent: {left!r}")
            box = section.get_by_role("textbox", name="Message")
            for message, shown in {"bytes": "100 bytes", "flood": "number 1999"}.items():
                box.fill(message)
                section.get_by_role("button", name="Send").click()
                self.rows(section).filter(has_text=shown).wait_for()
            expect(self.rows(section).count() <= 500, f"{self.rows(section).count()} messages are on the page")
            box.fill("bye")
            box.press("Control+Enter")
            section.get_by_role("status").get_by_text("Closed: code 4001, had enough.").wait_for()

    def socket_refused(self):
        # Chromium says in its console what a script cannot see.
        with self.page(refusals=(403,), allowed_console="WebSocket connection to") as page:
            section = self.operation(self.open(page, "live"), "echo")
            self.field(section, "name").fill("nobody")
            section.get_by_role("button", name="Connect").click()
            section.get_by_role("status").get_by_text("Not connected: the server refused").wait_for()
            expect(section.get_by_role("button", name="Connect").is_enabled(), "one cannot try again")
            self.field(section, "desk").fill("a;b")
            section.get_by_role("button", name="Connect").click()
            section.get_by_role("status").get_by_text("Not connected: the cookie desk can hold").wait_for()

    def socket_samples(self):
        """JavaScript runs in the page; Swift is compiled; the others are compared."""
        with self.page() as page:
            section = self.open(page, "live").locator("#operation-echo")
            code = {}
            for language in ("websocat", "Python", "Swift", "JavaScript"):
                section.get_by_role("tab", name=language).click()
                code[language] = section.locator("[role=tabpanel]").first.locator("code").text_content()
            address = f"{self.base.replace('http', 'ws')}/live/api/live/echo?name=Ada%20%26%20Co"
            for language, text in code.items():
                expect(address in text, f"{language} connects to something else: {text}")
            for language in ("websocat", "Python", "Swift"):
                expect("YOUR_TOKEN" in code[language] and "desk=north" in code[language], f"{language}: {code[language]}")
            compile(code["Python"], "sample", "exec")
            self.compile_swift(code["Swift"])
            said = page.evaluate(
                f"""() => new Promise(resolve => {{
                  const console = {{ log: data => resolve(data) }};
                  {code["JavaScript"]}
                }})"""
            )
            expect(said.startswith("Hello, Ada & Co"), f"the sample hears {said!r}")

    def stream_samples(self):
        """The samples of a stream show what comes while it comes."""
        with self.page() as page, tempfile.TemporaryDirectory() as folder:
            section = self.operation(self.open(page, "live"), "tick")
            self.field(section, "count").fill("2")
            for language in ("curl", "Python", "Swift"):
                section.get_by_role("tab", name=language).click()
                code = section.locator("[role=tabpanel]").first.locator("code").text_content()
                out = self.output(language, code, folder)
                expect(out.count('data: {"number":') == 2, f"{language} shows {out!r}")
            section.get_by_role("tab", name="JavaScript").click()
            code = section.locator("[role=tabpanel]").first.locator("code").text_content()
            said = page.evaluate(
                f"async () => {{ const said = []; const console = {{ log: part => said.push(part) }};\n{code}\nreturn said.join(''); }}"
            )
            expect(said.count('data: {"number":') == 2, f"JavaScript shows {said!r}")

    def unions(self):
        with self.page() as page:
            section = self.operation(self.open(page, "live"), "changeNote")
            alternatives = section.locator(".alternatives").first
            told = alternatives.locator("summary").all_inner_texts()
            wanted = [("PaymentCard", "card"), ("PaymentTransfer", "bank-transfer"), ("PaymentCash", "cash")]
            expect(
                told == [f"{name} type = {value}" for name, value in wanted], f"the forms of a payment: {told}"
            )
            example = self.field(section, "Example")
            shown = []
            for name, _ in wanted:
                example = self.field(section, "Example")
                example.select_option(name)
                shown.append(json.loads(self.field(section, "Body").input_value()))
            expect(
                shown
                == [
                    {"type": "card", "number": "text........"},
                    {"type": "bank-transfer", "account": "text"},
                    {"type": "cash"},
                ],
                f"the examples: {shown}",
            )
            tabs = section.locator(".card").nth(1).get_by_role("tab").all_inner_texts()
            expect("200 · PaymentTransfer" in tabs and "409 · OutOfCredit" in tabs, f"examples of answers: {tabs}")
            section.locator("summary", has_text="In the way").click()
            expect(
                section.get_by_text("type = /problems/out-of-credit").is_visible(),
                "problems are not told apart by their constants",
            )
            rules = page.locator("#schema-Rules")
            for name, facts in {
                "tags": ["at least 1 item", "Each item at least 2 characters matches ^[a-z]+$"],
                "grid": ["Each item at most 3 items", "Each item of those is one of 1 2"],
                "prices": ["Each name at least 3 characters matches ^[A-Z]{3}$", "Each value > 0"],
                "version": ["Always 3"],
            }.items():
                row = rules.locator(".members > li").filter(has=page.locator(".name", has_text=re.compile(f"^{name}$")))
                got = [" ".join(text.split()) for text in row.locator(".facts").all_inner_texts()]
                expect(got == facts, f"{name}: {got}")
            types = rules.locator(".members > li > .signature > .type").all_inner_texts()
            expect("map of number" in types and "array of Payment" in types, f"types: {types}")
            expect(page.locator("#schema-Pet").get_by_text("Told apart by kind").count() == 1, "Pet has no forms")
            expect(page.locator("#schema-Cat").get_by_text("Always cat").count() == 1, "a cat may be any pet")
            expect(page.locator("#schema-Cat").get_by_text("Told apart").count() == 0, "a cat has forms")

    def response_fields(self):
        with self.page() as page:
            section = self.operation(self.open(page, "live"), "getNote")
            summary = section.locator("summary", has_text="Too many")
            expect("Retry-After" in summary.inner_text(), f"the fields of the 429: {summary.inner_text()!r}")
            summary.click()
            for name in ("Retry-After", "RateLimit", "RateLimit-Policy"):
                fields = section.locator("details", has_text="Too many").locator(".members .name")
                expect(name in fields.all_inner_texts(), f"{name} is not described")
            self.send(section)
            shown = section.locator(".answer .fields li").all_inner_texts()
            expect(
                sorted(shown) == ["deprecation: @1735689600", 'etag: "41"', 'ratelimit: "api";r=59;t=60', "x-plain: 1"],
                f"fields of the answer: {shown}",
            )

    def folding(self):
        with self.page() as page:
            self.open(page, "live")
            page.get_by_role("button", name="Fold notes").press("Enter")
            expect(page.locator("#operation-getNote").is_hidden(), "nothing is folded")
            expect(page.locator("#operation-tick").is_visible(), "another tag is folded")
            unfold = page.get_by_role("button", name="Unfold notes")
            expect(unfold.get_attribute("aria-expanded") == "false", "nothing says that it is folded")
            self.expect_accessible(page)
            page.keyboard.press("/")
            page.keyboard.type("get note")
            page.keyboard.press("Enter")
            page.wait_for_function("() => document.activeElement.id === 'operation-getNote-title'")
            expect(page.locator("#operation-getNote").is_visible(), "what was searched for stays folded")
            page.get_by_role("button", name="Fold notes").click()
            page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
            expect(page.locator("#operation-getNote").is_visible(), "what is folded is not printed")

    def live(self, name):
        for test in (self.events, self.stopping, self.lines, self.socket, self.offered_fields):
            self.check(f"{name}: {test.__name__.replace('_', ' ')}", test, name)
