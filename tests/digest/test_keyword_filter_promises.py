"""The Markdown digest has everything the keyword filter's had, and none of its faults."""

from __future__ import annotations

from ranker.digest.markdown import MarkdownRenderer
from tests.digest import example


def shown() -> str:
    return MarkdownRenderer().render(example.golden())


def test_listing_date_word_lists_and_count() -> None:
    text = shown()
    assert text.startswith("# arXiv digest, Monday 14 December 2099\n")
    assert "**Keywords:** speech enhancement, noise, enhancement of speech" in text
    assert "**Excluded words:** text-to-speech" in text
    assert "3 of 4 ranked shown" in text


def test_each_paper_has_title_authors_subjects_links_and_abstract() -> None:
    paper = shown().split("\n## ")[1]
    assert paper.startswith("2. [Listening to L² Walls")
    assert "**Authors:** A. Sampleton, B. Sampleton" in paper
    assert "**Subjects:** math.AP, eess.AS\n" in paper
    assert "(https://arxiv.org/abs/9912.20002)" in paper
    assert "[pdf](https://arxiv.org/pdf/9912.20002)" in paper
    assert "\n\nRooms are silent about their walls. (Invented sample paper.)\n" in paper


def test_no_label_is_doubled() -> None:
    for paper in shown().split("\n## ")[1:]:
        assert paper.count("Subjects:") <= 1
        assert paper.count("Authors:") <= 1


def test_every_paper_says_why_it_is_there() -> None:
    papers = shown().split("\n## ")[1:]
    assert len(papers) == 3
    assert all("**Why:**" in paper for paper in papers)


def test_each_paper_stands_once_and_replacements_are_named_as_such() -> None:
    text = shown()
    assert text.count("## 1. ") == text.count("## 2. ") == text.count("## 3. ") == 1
    assert "replaced, cross-listed" in text


def test_papers_kept_out_are_counted_and_failures_stated() -> None:
    text = shown()
    assert "4 excluded by word" in text and "2 seen before" in text
    assert "| cs.SD | ? | 0 | 0 | 0 | **stalled** |" in text
    assert "> cs.SD could not be fetched: the server answered 503" in text


def test_only_the_hit_is_marked() -> None:
    paper = example.ranked(1, "Noise, not noiseless", "", keywords=("Noise,",))
    assert "[**Noise,** not noiseless]" in MarkdownRenderer().render(example.digest(paper))


def test_a_day_without_papers_has_its_own_text() -> None:
    assert "Nothing was announced" in MarkdownRenderer().render(example.empty("nothing"))
    assert "You have seen everything" in MarkdownRenderer().render(example.empty("seen"))
