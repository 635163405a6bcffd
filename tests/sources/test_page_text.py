"""HTML of strangers: whatever stands in it, there is a tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranker.sources.page_text import page_text, parse_html

PIECES = ["<!", "<![", "<!--", "<!-", "]]>", "<![CDATA[", "<![if !mso]>", "<?", "</", "<p>",
          "<a href='", "&#", "&lt", "a", "1", " ", '"', ">", "-->"]  # fmt: skip


@pytest.mark.parametrize("text", ["where a <![b and c", "<![", "<![x</p></div>"])
def test_what_only_looks_like_a_declaration_is_text(text: str) -> None:
    assert page_text(parse_html(f"<p>{text}</p>")).startswith(text.partition("</p>")[0])


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_any_text_has_a_tree(text: str) -> None:
    assert isinstance(page_text(parse_html(text)), str)
