"""Cases through the model path, by a stub that knows which entries answer; and through the built-in writer.

python -m benchmarks.oracle CASES.jsonl OUT_FOLDER

The stub is a server on loopback: of the papers it is shown it quotes, of each entry that the case names as
gold, the sentence that holds what must be mentioned, else the one nearest to the question, and its title or
link where only these hold it; with none of them shown, it says that it cannot answer. It shows what the model
path loses or adds around a model that is right.
Both run through `python -m assistant batch` in the library of the environment. OUT_FOLDER gets
`built-in.jsonl`, `oracle.jsonl` and `entries.json`, for a scorer of such files.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.chat_server import MODEL, Messages, papers_in, sentence, serving
from vectorstore.text.analysis import terms
from vectorstore.text.passages import sentences_of
from vectorstore.types import Entry

MOST = 2
"""Sentences quoted of the one entry that answers; of several, one each."""


def main() -> None:
    """Run both writers over the cases from the command line."""
    parser = argparse.ArgumentParser(description="Cases through a stub model that is right, and built-in.")
    parser.add_argument("cases", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "assistant"]
    listed = subprocess.run(
        [*command, "entries", "--json"], capture_output=True, text=True, check=True
    ).stdout
    (options.out / "entries.json").write_text(listed, encoding="utf-8")
    lines = options.cases.read_text(encoding="utf-8").splitlines()
    oracle = Oracle(list(map(json.loads, lines)), json.loads(listed))
    batch = [*command, "batch", "--fresh", str(options.cases)]
    subprocess.run([*batch, str(options.out / "built-in.jsonl"), "--model", "built-in"], check=True)
    with serving(oracle.say) as server:
        environment = os.environ | {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": ""}
        answers = [*batch, str(options.out / "oracle.jsonl"), "--model", MODEL]
        subprocess.run(answers, env=environment, check=True)
    print(f"{len(lines)} cases, {len(server.arrived)} requests to the stub; answers in {options.out}")


class Oracle:
    """Answers requests by the gold entries of the case they belong to."""

    def __init__(self, cases: list[dict[str, Any]], entries: list[dict[str, Any]]) -> None:
        self._cases = {case["question"]: case for case in cases}
        self._keys = [str(entry["key"]) for entry in entries]
        self._entries = {
            str(e["key"]): Entry(e["key"], e["title"], e["text"], links=tuple(e["links"])) for e in entries
        }

    def say(self, messages: Messages) -> list[str]:
        """Return the lines of the reply to any request of the assistant."""
        asked = str(
            json.loads(next(row for row in reversed(messages[1]["content"].splitlines()) if row[:1] == '"'))
        )
        # A follow-up keeps its words and gets what it refers to behind them.
        case = next((case for text, case in self._cases.items() if asked.startswith(text.strip())), None)
        gold = [self._keys[number - 1] for number in case["gold"]] if case else []
        if case is None or not messages[0]["content"].startswith("You answer"):
            return [json.dumps({"question": asked, "keys": gold}, ensure_ascii=False) + "\n"]
        shown = {paper["key"]: " ".join(paper["passages"]) for paper in papers_in(messages)}
        lines = [line for key in gold if key in shown for line in self._best(key, shown[key], case)]
        return lines or ['{"cannot_answer": ""}\n']

    def _best(self, key: str, shown: str, case: dict[str, Any]) -> list[str]:
        entry = self._entries[key]
        wanted = set(terms(case["question"]))
        mentions = [str(words).lower() for words in case.get("must_mention", ())]

        def worth(piece: str) -> tuple[int, int]:
            return sum(words in piece.lower() for words in mentions), len(wanted & set(terms(piece)))

        pieces = [piece.text for piece in sentences_of(entry) if piece.text in shown]
        best = sorted(pieces, key=worth, reverse=True)[: MOST if len(case["gold"]) == 1 else 1]
        said = [sentence(piece, key, piece) for piece in best]
        for words in mentions:
            recorded = [text for text in (entry.title, *entry.links) if words in text.lower()]
            if recorded and not any(words in piece.lower() for piece in best):
                said.append(sentence(recorded[0], key, entry.title))
        return said


if __name__ == "__main__":
    main()
