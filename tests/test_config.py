"""rank.toml: what is refused and how, where the workspace is, and what `init` writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from ranker.app.interests.setup import add_profile, check_profile, create_workspace
from ranker.config import Paths, find_home, load_config
from ranker.errors import ConfigError, UsageError
from ranker.settings import (
    DEFAULT_ENCODER,
    ArxivSettings,
    Config,
    DigestSettings,
    EncoderSettings,
    Profile,
)
from tests.conftest import ROOT

GOOD = '[profile.hearing]\ncategories = ["eess.AS"]\nkeywords = ["speech"]\n'


def load(tmp_path: Path, text: str) -> Config:
    path = tmp_path / "rank.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def test_a_profile_alone_is_enough(tmp_path: Path) -> None:
    config = load(tmp_path, GOOD)
    assert config.profiles == (Profile("hearing", ("eess.AS",), ("speech",)),)
    assert config.encoder.model == DEFAULT_ENCODER
    assert config.encoder.tokens == 0
    assert isinstance(config.digest.size, int)
    assert config.digest.size >= 1
    assert config.profile(None).name == config.profile("hearing").name == "hearing"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_editor_of_windows_may_save_it(tmp_path: Path, encoding: str, end: str) -> None:
    path = tmp_path / "rank.toml"
    path.write_bytes(GOOD.replace("speech", "Möbius").replace("\n", end).encode(encoding))
    assert load_config(path).profiles[0].keywords == ("Möbius",)
    add_profile(Paths(tmp_path), Profile("other"))
    assert [p.name for p in load_config(path).profiles] == ["hearing", "other"]
    assert load_config(path).profiles[0].keywords == ("Möbius",)


def test_profiles_keep_their_order_and_categories_unite(tmp_path: Path) -> None:
    more = '[profile.b]\ncategories = ["math.CO", "EESS.as"]\n[profile.a]\nauthors = ["A. Quill"]\n'
    config = load(tmp_path, GOOD + more)
    assert [p.name for p in config.profiles] == ["hearing", "b", "a"]
    assert config.categories == ("eess.AS", "math.CO")
    with pytest.raises(UsageError, match=r"no profile 'c'; rank\.toml has hearing, b, a"):
        config.profile("c")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (GOOD + "keywords = [", "line 4"),
        ("\n\nsize == 3\n", "line 3"),
        ("", r"no \[profile\.NAME\] table; run `rank init`"),
        ("profile = 3", r"no \[profile\.NAME\] table"),
        ("[profile]\nhearing = 3", "profile.hearing must be a table"),
        ("arxiv = 3\n" + GOOD, "arxiv must be a table"),
        (GOOD + "keyword = []", "unknown setting profile.hearing.keyword; did you mean keywords"),
        (GOOD + "[digests]", "unknown setting digests; did you mean digest"),
        (GOOD + "[digest]\nzzz = 1", "unknown setting digest.zzz; known are "),
        (GOOD + "[digest]\nsize = 0", "digest.size is 0; it must be "),
        (GOOD + "[arxiv]\ntimeout = true", "arxiv.timeout is True; it must be a number"),
        (
            GOOD + "[encoder]\ntokens = 3",
            "encoder.tokens is 3; it must be 16 or more, or 0 for the usual",
        ),
        (GOOD + "[encoder]\ntokens = -1", "encoder.tokens is -1; it must be 16 or more"),
        (GOOD + "[arxiv]\ntimeout = 0", "arxiv.timeout is 0; it must be above 0"),
        (GOOD + "[arxiv]\ntimeout = -3.5", "arxiv.timeout is -3.5; it must be above 0"),
        (GOOD + "[arxiv]\ntimeout = nan", "arxiv.timeout is nan; it must be above 0"),
        (GOOD + "[arxiv]\ncontact = 3", "arxiv.contact is 3; it must be a string"),
        (GOOD + "[encoder]\nmodel = []", "encoder.model is .*; it must be a string"),
        (GOOD + 'exclude = "a"', "profile.hearing.exclude must be a list of strings"),
        (GOOD + "exclude = [1]", "profile.hearing.exclude must be a list of strings"),
        (GOOD + 'exclude = ["**"]', "keyword '\\*\\*', which has no letter or digit"),
        (GOOD + '[profile.b]\ncategories = ["cs.XX"]', "'cs.XX' is no arXiv category"),
        (GOOD + '[profile.b]\ncategories = ["eess.SA"]', "did you mean .*eess.AS"),
        (GOOD + '[profile."../../etc"]', "profile name '../../etc'"),
        (GOOD + '[profile."a/b"]', "profile name 'a/b'"),
        (GOOD + '[profile.""]', "profile name ''"),
        (GOOD + "[profile.encoder]", "profile name 'encoder'"),
        ("[profile]\n[[profile.a]]\nb = 1", "profile.a must be a table"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_that_names_it(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(ConfigError, match=complaint) as refused:
        load(tmp_path, text)
    assert str(refused.value).startswith(str(tmp_path / "rank.toml"))
    assert "\n" not in str(refused.value)


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no workspace at .*; run `rank init`"):
        load_config(tmp_path / "rank.toml")
    (tmp_path / "rank.toml").write_bytes(b"[profile.\xff]")
    with pytest.raises(ConfigError, match=r"rank\.toml is not UTF-8 \(line 1\); save it"):
        load_config(tmp_path / "rank.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)


def test_the_address_of_the_site_is_one_and_loses_its_last_slash(tmp_path: Path) -> None:
    told = load(tmp_path, GOOD + '[site]\naddress = "https://me.github.io/papers/"\n')
    assert told.site.of("feed.atom") == "https://me.github.io/papers/feed.atom"
    assert load(tmp_path, GOOD).site.of("feed.atom") == ""
    for wrong in ("me.github.io", "javascript:alert(1)", "https://me.io/?x=1", "https://me.io/a b"):
        with pytest.raises(ConfigError, match=r"site\.address is .*https://me\.github\.io"):
            load(tmp_path, GOOD + f'[site]\naddress = "{wrong}"\n')


def test_words_are_trimmed_and_each_kept_once(tmp_path: Path) -> None:
    config = load(tmp_path, '[profile.a]\nkeywords = [" noise ", "noise", "", "a b"]')
    assert config.profiles[0].keywords == ("noise", "a b")


def test_the_workspace_is_searched_in_the_order_of_the_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outer, inner = tmp_path / "outer", tmp_path / "outer" / "a" / "b"
    inner.mkdir(parents=True)
    environ = {"RANK_HOME": str(tmp_path / "named")}
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert "rank" in find_home(None, {}, inner).name
    (outer / "rank.toml").write_text(GOOD)
    assert find_home(None, {}, inner) == outer
    (inner / "rank.toml").write_text(GOOD)
    assert find_home(None, {}, inner) == inner
    assert find_home(None, environ, inner) == tmp_path / "named"
    assert find_home(None, {"RANK_HOME": ""}, inner) == inner
    assert find_home(tmp_path / "given", environ, inner) == tmp_path / "given"
    assert find_home(Path("~/x"), environ, inner) == Path.home() / "x"
    monkeypatch.chdir(tmp_path)
    assert find_home(Path("given"), environ, inner) == tmp_path / "given"


def test_init_writes_a_commented_file_that_says_every_default(tmp_path: Path) -> None:
    paths = Paths(tmp_path / "new")
    profile = check_profile("hearing", ["EESS.as", " cs.SD", "cs.SD", ""], ["speech", " noise "])
    assert profile == Profile("hearing", ("eess.AS", "cs.SD"), ("speech", "noise"))
    written = create_workspace(paths, profile)
    assert written == load_config(paths.config)
    assert written.profiles == (profile,)
    assert (written.arxiv, written.digest) == (ArxivSettings(), DigestSettings())
    assert written.encoder == EncoderSettings()
    comments = [line for line in paths.config.read_text().splitlines() if line.startswith("#")]
    assert len(comments) >= 8
    with pytest.raises(ConfigError, match=r"rank\.toml exists; `rank init --profile NAME`"):
        create_workspace(paths, profile)


@pytest.mark.parametrize("name", ["", "a b", "../a", "-a", "a" * 41, "a\n", "encoder"])
def test_a_profile_name_that_is_no_file_name_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="profile name"):
        check_profile(name, [], [])


@pytest.mark.parametrize(("category", "keyword"), [("cs.XX", "a"), ("cs.SD", "?!")])
def test_init_refuses_what_the_file_could_not_hold(category: str, keyword: str) -> None:
    with pytest.raises(UsageError):
        check_profile("a", [category], [keyword])


@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_adding_a_profile_leaves_every_other_byte(tmp_path: Path, end: bytes) -> None:
    paths = Paths(tmp_path)
    create_workspace(paths, check_profile("one", ["cs.SD"], ["noise"]))
    own = paths.config.read_bytes().replace(b"size = 20", b"size   =  7  # mine")
    own = own.replace(b'["noise"]', b"[ 'noise', \"caf\xc3\xa9\", ]").replace(b"\n", end)
    paths.config.write_bytes(own)
    awkward = 'a "quoted" \\ word'
    config = add_profile(paths, check_profile("two", ["math.CO"], [awkward, "ramsey"]))
    new = paths.config.read_bytes()
    assert new.startswith(own.rstrip())
    assert new.count(own.rstrip()) == 1
    assert config.digest.size == 7
    assert config.profile("one").keywords == ("noise", "café")
    assert config.profile("two") == Profile("two", ("math.CO",), (awkward, "ramsey"))
    with pytest.raises(ConfigError, match="has a profile 'two' already"):
        add_profile(paths, Profile("two"))
    assert paths.config.read_bytes() == new


def test_a_profile_can_be_added_before_other_tables(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    own = GOOD + "\n[digest]\nsize = 5  # few\n"
    paths.config.write_text(own)
    config = add_profile(paths, check_profile("two", [], ["ramsey"]))
    assert [p.name for p in config.profiles] == ["hearing", "two"]
    assert config.digest.size == 5
    assert all(line in paths.config.read_text() for line in own.splitlines())


def test_the_repository_is_a_ready_workspace_of_the_acoustics_reader() -> None:
    config = load_config(ROOT / "rank.toml")
    first = config.profiles[0]
    assert first.categories == ("eess.AS", "cs.SD")
    assert first.keywords == (
        "acoustic", "reinforcement learning", "reverb", "separate", "reconstruction", "noise",
        "enhance", "localization", "speech",
    )  # fmt: skip


def test_the_repository_s_file_follows_what_init_writes(tmp_path: Path) -> None:
    first = load_config(ROOT / "rank.toml").profiles[0]
    create_workspace(Paths(tmp_path), check_profile(first.name, first.categories, first.keywords))
    written = (tmp_path / "rank.toml").read_text().splitlines()
    own = (ROOT / "rank.toml").read_text().splitlines()
    assert [line for line in written if line.startswith(("#", "["))] == [
        line for line in own if line.startswith(("#", "["))
    ]
