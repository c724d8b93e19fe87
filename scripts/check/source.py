"""Reads Swift sources for the checks: files, and code with strings and comments blanked out."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def swift_files(*folders):
    """All Swift files below folders of the repository, without build folders and the files of new projects."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.swift")):
            if not any(part.startswith(".build") or part == "ProjectTemplates" for part in path.parts):
                yield path


def code_only(text):
    """The text with comments and the insides of string literals replaced by spaces; line breaks stay.

    Code inside string interpolations is kept, since it runs.
    """
    out = []
    i, n = 0, len(text)

    def blank(piece):
        out.append("".join("\n" if c == "\n" else " " for c in piece))

    def string(start):
        """Skips a string literal that begins at `start`; returns the position behind it."""
        hashes = 0
        j = start
        while j < n and text[j] == "#":
            hashes += 1
            j += 1
        quote = '"""' if text.startswith('"""', j) else '"'
        end = quote + "#" * hashes
        escape = "\\" + "#" * hashes
        out.append(" " * (j - start + len(quote)))
        j += len(quote)
        while j < n:
            if text.startswith(end, j):
                out.append(" " * len(end))
                return j + len(end)
            if text.startswith(escape + "(", j):
                out.append(" " * (len(escape) + 1))
                j = code(j + len(escape) + 1, ")")
                continue
            if text.startswith(escape, j):
                blank(text[j : j + len(escape) + 1])
                j += len(escape) + 1
                continue
            if quote == '"' and text[j] == "\n":
                return j
            blank(text[j])
            j += 1
        return j

    def code(start, until=None):
        """Copies code up to the closing `until` of its own depth."""
        j, depth = start, 0
        while j < n:
            c = text[j]
            if text.startswith("//", j):
                e = text.find("\n", j)
                e = n if e < 0 else e
                blank(text[j:e])
                j = e
            elif text.startswith("/*", j):
                level, e = 1, j + 2
                while e < n and level:
                    if text.startswith("/*", e):
                        level, e = level + 1, e + 2
                    elif text.startswith("*/", e):
                        level, e = level - 1, e + 2
                    else:
                        e += 1
                blank(text[j:e])
                j = e
            elif c == '"' or (c == "#" and text[j:].lstrip("#").startswith('"')):
                j = string(j)
            elif until and c == "(":
                depth += 1
                out.append(c)
                j += 1
            elif until and c == ")" and depth == 0:
                out.append(" ")
                return j + 1
            else:
                if until and c == ")":
                    depth -= 1
                out.append(c)
                j += 1
        return j

    code(0)
    return "".join(out)


def report(name, findings):
    """Prints findings as path:line: sentence; returns the exit status."""
    for path, line, sentence in findings:
        try:
            path = Path(path).relative_to(ROOT)
        except ValueError:
            pass
        print(f"{path}:{line}: {sentence}")
    return 1 if findings else 0
