"""What is damaged is not believed: it is told in one line, and made anew where that can be done."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from ranker.app.learning.basis import model_folder
from ranker.app.papers.ingest import embed
from ranker.app.search.searching import nearest_ids, search
from ranker.app.workspace import Workspace
from ranker.arrays import sound
from ranker.encoder import compiling
from ranker.encoder import opening as encoders
from ranker.encoder.compiled import CompiledEncoder
from ranker.encoder.lazy import LazyEncoder
from ranker.errors import EncoderError, StoreError
from ranker.models.in_use import CURRENT
from ranker.settings import EncoderSettings
from ranker.store.within import EVERYTHING, Within
from tests.conftest import Rank, reopened
from tests.encoder import tiny
from tests.invented import Clock, HashingEncoder, library, paper


def noise(path: Path, first: int = 0, count: int | None = None) -> None:
    """Write noise over a file, or a part of it; a file that is linked stays as it is."""
    data = bytearray(path.read_bytes())
    count = len(data) - first if count is None else count
    data[first : first + count] = np.random.default_rng(5).bytes(count)
    path.unlink()
    path.write_bytes(data)


def test_only_unit_vectors_are_sound() -> None:
    rows = np.eye(6, 4, dtype=np.float32)
    rows[1] *= 2
    rows[2, 0], rows[3, 0] = np.nan, np.inf
    assert sound(rows).tolist() == [True, False, False, False, False, False]
    assert sound(np.full((1, 16), 0.25, np.float16)).tolist() == [True]


@pytest.mark.parametrize("bad", [np.nan, np.inf, 0.0, 3.0])
def test_vectors_that_are_none_are_never_stored(workspace: Workspace, bad: float) -> None:
    ids = [e.paper.id for e in library()[:3]]
    values = workspace.encoder.encode(["one", "two", "three"])
    values[1] = bad
    with pytest.raises(EncoderError, match="1 of 3 vectors that are no unit vectors"):
        workspace.vectors.put(ids, values)
    assert workspace.vectors.count() == 0
    assert [*workspace.vectors.missing(ids)] == ids


def test_damaged_vectors_are_embedded_again_and_told_once(
    workspace: Workspace, home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ids = [e.paper.id for e in library()]
    before = embed(workspace, ids).values
    (path,) = workspace.paths.vectors.iterdir()
    noise(path, 10 * 128, 30 * 128)
    encoded = workspace.encoder.encoded  # type: ignore[attr-defined]
    after = embed(workspace, ids)
    assert after.ids == tuple(ids)
    np.testing.assert_array_equal(after.values, before)
    assert workspace.encoder.encoded - encoded == 30  # type: ignore[attr-defined]
    assert [r.getMessage() for r in caplog.records] == [
        f"{path}: 30 stored vectors damaged; what is needed is embedded again"
    ]
    embed(workspace, ids)
    assert len(caplog.records) == 1
    assert workspace.vectors.damaged() == ()


@pytest.mark.parametrize("within", [EVERYTHING, Within(first=date(2026, 7, 1))])
def test_a_search_is_not_led_by_noise(workspace: Workspace, within: Within) -> None:
    ids = [e.paper.id for e in library()]
    embed(workspace, ids)
    query = workspace.encoder.encode(["speech in a room"])[0]
    before = nearest_ids(workspace, query, 120, within)
    (path,) = workspace.paths.vectors.iterdir()
    noise(path, 0, 60 * 128)
    whole = {i for i in ids[60:] if i in before}
    assert nearest_ids(workspace, query, 120, within) == [i for i in before if i in whole]
    assert search(workspace, "speech", 5)
    assert workspace.vectors.damaged() == ()


def test_noise_in_the_vectors_costs_no_later_digest(
    ready: Rank, home: Path, papers_file: Path
) -> None:
    """A NaN model was promoted, and every later `today` died with a fault of rank itself."""
    assert ready("today", "--from", papers_file).code == 0
    (path,) = (home / "store" / "vectors").iterdir()
    noise(path)
    for words in (["like", paper(204).id], ["train"], ["today", "--offline"], ["why", 1]):
        done = ready(*words)
        assert done.code == 0, done.err
        assert "nan" not in done.out.lower().split()
    for model in (home / "models" / "hearing").glob("*.npz"):
        with np.load(model) as arrays:
            assert all(np.isfinite(a).all() for a in arrays.values() if a.dtype.kind == "f")


def test_nothing_that_is_not_finite_is_promoted(workspace: Workspace, rank: Rank) -> None:
    assert rank("train").code == 0
    folder = model_folder(workspace, workspace.config.profiles[0])
    model, names = folder.load(), folder.names()
    assert model is not None
    linear = replace(model.parts.linear, dense=model.parts.linear.dense * np.nan)
    bad = replace(model, parts=replace(model.parts, linear=linear))
    endless = replace(model, calibration=replace(model.calibration, slope=float("inf")))
    for one in (bad, endless):
        for put in (folder.promote, folder.renew):
            with pytest.raises(StoreError, match="is not used"):
                put(one)
    assert folder.names() == names
    assert folder.load() is not None


def test_a_model_of_a_rank_without_checksums_is_read(workspace: Workspace, rank: Rank) -> None:
    assert rank("train").code == 0
    profile = workspace.config.profiles[0]
    path = workspace.paths.models / profile.name / CURRENT
    said = json.loads(path.read_text())
    assert len(said.pop("sums")) == 2
    path.write_text(json.dumps(said))
    assert model_folder(workspace, profile).load() is not None
    kept = said["model"]
    assert rank("like", library()[3].paper.id).code == 0
    assert rank("train").code == 0
    said = json.loads(path.read_text())
    assert {Path(name).stem for name in said["sums"]} == {said["model"]}
    assert said["previous"] == kept
    assert model_folder(workspace, profile).previous() is not None


@pytest.fixture
def compiled(compiled_folder: Path, tmp_path: Path) -> Path:
    """A small encoder in the place of the packaged one."""
    (tmp_path / "encoder").mkdir()
    return tiny.write(tmp_path / "encoder" / "tiny", compiled_folder)


def test_noise_in_the_float_graph_is_found(compiled: Path) -> None:
    expected = CompiledEncoder(compiled).encode(["a keyword"])
    assert sound(expected).all()
    shutil.rmtree(compiled / "cache", ignore_errors=True)
    noise(compiled / "model.bin", 30_000, 1_000_000)
    with pytest.raises(EncoderError, match=r"is damaged \(model\.xml: cosine .* known vector"):
        CompiledEncoder(compiled).encode(["a keyword"])


@pytest.mark.parametrize("file", ["model.bin", "model.xml", "tokenizer.json", "encoder.json"])
def test_a_damaged_encoder_is_made_anew(
    compiled: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, file: str
) -> None:
    whole = shutil.copytree(compiled, compiled.parent.parent / "whole")
    expected = CompiledEncoder(compiled).encode(["a keyword"])
    shutil.rmtree(compiled / "cache", ignore_errors=True)
    noise(compiled / file)
    monkeypatch.setattr("ranker.encoder.weights.locate", lambda *_: _Tiny())
    monkeypatch.setattr("ranker.encoder.weights.verify", lambda _: None)
    monkeypatch.setattr(
        "ranker.encoder.compiling.compile_encoder", lambda _, folder: shutil.copytree(whole, folder)
    )
    encoder = LazyEncoder(EncoderSettings, compiled.parent, lambda *_: lambda done: None)
    np.testing.assert_array_equal(encoder.encode(["a keyword"]), expected)
    assert len(caplog.records) == 1
    assert "made anew" in caplog.records[0].getMessage()
    assert [p.name for p in compiled.parent.iterdir()] == ["tiny"]


class _Tiny:
    fingerprint, sha256, tokens = "tiny", None, None


def test_noise_behind_the_cache_is_found_by_its_checksum(compiled: Path) -> None:
    """OpenVINO goes on with what it cached, and the known text has few of all tokens."""
    compiling._note_sums(compiled)
    expected = CompiledEncoder(compiled).encode(["a keyword"])
    CompiledEncoder(compiled).check()
    noise(compiled / "model.bin", 3_900_000, 64)
    encoder = CompiledEncoder(compiled)
    np.testing.assert_array_equal(encoder.encode(["a keyword"]), expected)
    with pytest.raises(EncoderError, match=r"model\.bin has another checksum"):
        encoder.check()


def test_an_encoder_of_before_known_vectors_is_made_anew(
    compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = json.loads((compiled / "encoder.json").read_text())
    del about["known"]
    (compiled / "encoder.json").write_text(json.dumps(about))
    made: list[Path] = []
    monkeypatch.setattr("ranker.encoder.weights.locate", lambda *_: _Tiny())
    monkeypatch.setattr(encoders, "_compile_anew", lambda _, folder: made.append(folder))
    assert encoders.open_encoder("tiny", compiled.parent).encode(["a"]).shape == (1, tiny.WIDTH)
    assert made == [compiled]


def test_an_encoder_that_gives_no_vectors_is_one_line(
    workspace: Workspace, home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(self: HashingEncoder, texts: list[str], advance: object = None) -> object:
        return np.full((len(texts), 64), np.nan, np.float32)

    monkeypatch.setattr(HashingEncoder, "encode", nothing)
    ws = reopened(home, clock, HashingEncoder())
    with pytest.raises(EncoderError, match="delete the folder models/encoder"):
        embed(ws, [library()[0].paper.id])
    assert ws.vectors.count() == 0
