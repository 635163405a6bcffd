"""The packaged encoder: the right weights, compiled once, the same vectors, no torch afterwards."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ranker import sample
from ranker.app.papers.ingest import embed
from ranker.app.workspace import Workspace, open_workspace
from ranker.encoder import compiling, weights
from ranker.encoder.compiled import CompiledEncoder
from ranker.encoder.opening import open_encoder
from ranker.errors import EncoderError
from ranker.paper import Entry
from ranker.settings import DEFAULT_ENCODER
from ranker.sources.files import read_papers
from tests.conftest import Reference, python, reopened
from tests.encoder import tiny
from tests.invented import DAY, Clock, HashingEncoder, announcement, library


@pytest.fixture(scope="module")
def compiled(reference: Reference) -> CompiledEncoder:
    return CompiledEncoder(reference.compiled)


def test_vectors_are_those_of_sentence_transformers(
    reference: Reference, compiled: CompiledEncoder
) -> None:
    ours = compiled.encode(reference.texts)
    assert ours.dtype == np.float32
    assert ours.shape == reference.vectors.shape == (len(reference.texts), compiled.dimensions)
    np.testing.assert_allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-3)
    cosines = (ours * reference.vectors).sum(1) / np.linalg.norm(ours, axis=1)
    assert cosines.min() >= 0.999
    assert len(reference.texts) > 60


def test_the_float_graph_is_sentence_transformers_to_four_nines(
    reference: Reference, copy: Path
) -> None:
    for path in copy.glob("eight_bit.*"):
        path.unlink()
    cosines = (CompiledEncoder(copy).encode(reference.texts) * reference.vectors).sum(1)
    assert cosines.min() >= 0.9999


def test_compiling_the_packaged_encoder_needs_no_other_framework(
    tmp_path: Path,
) -> None:
    code = (
        "import sys; from pathlib import Path; from ranker.encoder import compiling, weights\n"
        "compiling.try_eight_bits = lambda folder: None\n"
        "compiling.compile_encoder(weights.locate(sys.argv[1]), Path(sys.argv[2]))\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = python(code, DEFAULT_ENCODER, tmp_path / "compiled")
    assert done.err == ""
    frameworks = {"torch", "transformers", "sentence_transformers", "huggingface_hub"}
    assert not {*frameworks, "openvino_telemetry"} & set(done.out.split())
    about = json.loads((tmp_path / "compiled" / "encoder.json").read_text())
    assert (about["dimensions"], about["max_tokens"], about["pad_id"]) == (384, 128, 0)


def test_a_vector_does_not_depend_on_the_texts_beside_it(
    reference: Reference, compiled: CompiledEncoder
) -> None:
    together = compiled.encode(reference.texts[:20])
    alone = np.vstack([compiled.encode([text]) for text in reference.texts[:20]])
    assert ((together * alone).sum(1)).min() >= 0.999


def test_progress_counts_every_text_once(compiled: CompiledEncoder) -> None:
    done: list[int] = []
    assert compiled.encode(["a text"] * 37, done.append).shape == (37, compiled.dimensions)
    assert sum(done) == 37
    assert compiled.encode([]).shape == (0, compiled.dimensions)


def test_a_compiled_encoder_is_opened_without_the_weights(
    reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unneeded(*_: object) -> None:
        raise AssertionError("the weights were read")

    monkeypatch.setattr(weights, "verify", unneeded)
    opened = open_encoder(DEFAULT_ENCODER, reference.compiled.parent)
    assert opened.fingerprint == reference.compiled.name


def test_encoding_imports_neither_torch_nor_transformers(reference: Reference) -> None:
    code = (
        "import sys; from pathlib import Path; from ranker.encoder.opening import open_encoder\n"
        "print(open_encoder(sys.argv[1], Path(sys.argv[2])).encode(['a text']).shape)\n"
        "print(*{name.partition('.')[0] for name in sys.modules})"
    )
    done = python(code, DEFAULT_ENCODER, reference.compiled.parent)
    shape, modules = done.out.splitlines()
    assert shape == "(1, 384)"
    assert not {"torch", "transformers", "sentence_transformers", "sklearn"} & set(modules.split())


def test_weights_with_another_hash_are_refused(tmp_path: Path) -> None:
    packaged = weights.locate(DEFAULT_ENCODER)
    assert packaged.sha256 == weights.PACKAGED_SHA256
    assert weights.locate(f"sentence-transformers/{DEFAULT_ENCODER}") == packaged
    weights.verify(packaged)
    (tmp_path / "model.safetensors").write_bytes(b"other weights")
    forged = weights.Weights(str(tmp_path), packaged.fingerprint, packaged.sha256)
    with pytest.raises(EncoderError, match="is not the published model") as refused:
        weights.verify(forged)
    assert str(tmp_path / "model.safetensors") in str(refused.value)
    (tmp_path / "model.safetensors").unlink()
    with pytest.raises(EncoderError, match="cannot be read"):
        weights.verify(forged)


@pytest.mark.parametrize(
    ("missing", "named"),
    [
        (["torch"], "torch"),
        (["torch", "sentence_transformers"], "torch and sentence-transformers"),
    ],
)
def test_another_model_without_torch_is_refused_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    missing: list[str],
    named: str,
) -> None:
    """`make demo` may have installed neither; it was told twice, once as a module's name."""
    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(EncoderError) as refused:
        open_encoder("invented/model", tmp_path / "encoder")
    told = str(refused.value)
    assert told.startswith(f"the encoder invented/model needs {named}, not installed here; `pip ")
    assert "\n" not in told
    assert not caplog.records
    assert not (tmp_path / "encoder").exists()


def test_forged_weights_are_never_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other weights")
    monkeypatch.setattr(weights, "_packaged_folder", lambda: tmp_path / "model")
    with pytest.raises(EncoderError, match="is not the published model"):
        open_encoder(DEFAULT_ENCODER, tmp_path / "compiled")
    assert not (tmp_path / "compiled").exists()


@pytest.mark.parametrize("name", ["./none", "~/none", "/none/at/all"])
def test_a_folder_that_is_not_there_is_named(name: str) -> None:
    with pytest.raises(EncoderError, match=f"{name} does not exist; correct encoder.model"):
        weights.locate(name)


def test_a_folder_of_weights_is_told_apart_by_what_is_in_it(tmp_path: Path) -> None:
    with pytest.raises(EncoderError, match="is empty"):
        weights.locate(str(tmp_path))
    (tmp_path / "config.json").write_text("{}")
    first = weights.locate(str(tmp_path))
    assert weights.locate(str(tmp_path)) == first
    assert first.sha256 is None
    (tmp_path / "config.json").write_text('{"a": 1}')
    assert weights.locate(str(tmp_path)).fingerprint != first.fingerprint
    assert weights.locate("some/other-model").fingerprint != first.fingerprint


def test_how_much_is_read_is_part_of_the_space(tmp_path: Path) -> None:
    usual = weights.locate(DEFAULT_ENCODER)
    assert usual.tokens == 128
    assert weights.locate(DEFAULT_ENCODER, 128) == usual
    longer = weights.locate(DEFAULT_ENCODER, 256)
    assert longer.tokens == 256
    assert longer.fingerprint != usual.fingerprint
    assert weights.locate(DEFAULT_ENCODER, 1000) == longer  # more than it can read
    (tmp_path / "config.json").write_text("{}")
    for other in (str(tmp_path), "some/other-model"):
        whole, part = weights.locate(other), weights.locate(other, 64)
        assert (whole.tokens, part.tokens) == (None, 64)
        assert whole.fingerprint != part.fingerprint


def test_a_compiled_encoder_reads_so_many_tokens_and_no_more(compiled: CompiledEncoder) -> None:
    words = [f"word{n}" for n in range(500)]
    assert len(compiled.tokens([" ".join(words)])[0]) == 128
    long, longer = compiled.encode([" ".join(words[:200]), " ".join(words)])
    np.testing.assert_allclose(long, longer, atol=1e-5)


@pytest.fixture
def folder(reference: Reference, tmp_path: Path) -> Path:
    """A small compiled encoder."""
    return tiny.write(tmp_path / "tiny", reference.compiled)


@pytest.fixture
def copy(reference: Reference, tmp_path: Path) -> Iterator[Path]:
    """The compiled folder without its cache, to be damaged."""
    folder = tmp_path / "compiled"
    shutil.copytree(reference.compiled, folder, ignore=shutil.ignore_patterns("cache"))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["encoder.json", "tokenizer.json", "model.xml", "model.bin"])
@pytest.mark.parametrize("how", ["missing", "empty", "cut short", "another thing"])
def test_a_damaged_compiled_encoder_is_named(copy: Path, name: str, how: str) -> None:
    whole = (copy / name).read_bytes()
    if how == "missing":
        (copy / name).unlink()
    else:
        content = {"empty": b"", "cut short": whole[: len(whole) // 2], "another thing": b"[]"}
        (copy / name).write_bytes(content[how])
    with pytest.raises(EncoderError, match="is damaged") as refused:
        CompiledEncoder(copy).encode(["a keyword"])  # which goes through the float graph
    assert "delete that folder" in str(refused.value)
    assert str(copy) in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("how", ["missing", "empty", "cut short"])
def test_a_damaged_eight_bit_graph_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(compiling, "LEAST_GAIN", 0.0)
    compiling.try_eight_bits(folder)
    weights_file = folder / "eight_bit.bin"
    whole = weights_file.read_bytes()
    weights_file.unlink()
    if how != "missing":
        weights_file.write_bytes(whole[: len(whole) // 2] if how == "cut short" else b"")
    paper = read_papers(sample.library_path()).entries[0].paper.text
    with pytest.raises(EncoderError, match=f"{folder} is damaged"):
        CompiledEncoder(folder).encode([paper])
    with pytest.raises(EncoderError, match=f"{folder} is damaged"):
        CompiledEncoder(folder, ready=True)


def test_stored_vectors_are_read_without_opening_the_encoder(
    workspace: Workspace, home: Path, reference: Reference, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unneeded(*_: object, **__: object) -> None:
        raise AssertionError("the encoder was opened")

    shutil.copytree(reference.compiled, home / "models" / "encoder" / reference.compiled.name)
    ids = [e.paper.id for e in library()[:3]]
    vectors = np.eye(3, 384, dtype=np.float32)
    workspace.vectors_of(reference.compiled.name, 384).put(ids, vectors)
    monkeypatch.setattr("ranker.encoder.opening.open_encoder", unneeded)
    np.testing.assert_array_equal(embed(open_workspace(home), ids).values, vectors)
    with pytest.raises(AssertionError, match="was opened"):
        embed(open_workspace(home), [library()[3].paper.id])


def test_a_compilation_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the first line\nand a second")

    monkeypatch.setattr(compiling, "_read", fail)
    one = weights.Weights("x", "fingerprint", None)
    with pytest.raises(EncoderError, match=r"cannot be compiled: the first line$"):
        compiling.compile_encoder(one, tmp_path / "encoder" / "fingerprint")
    assert list((tmp_path / "encoder").iterdir()) == []


def test_a_changed_encoder_embeds_anew_and_never_mixes(
    workspace: Workspace, home: Path, clock: Clock
) -> None:
    ids = [e.paper.id for e in library()]
    first = HashingEncoder("first-64")
    ws = reopened(home, clock, first)
    old = embed(ws, ids)
    embed(ws, ids)
    assert first.encoded == len(ids)
    second = HashingEncoder("second-32", 32)
    ws = reopened(home, clock, second)
    new = embed(ws, ids)
    assert second.encoded == len(ids)
    assert new.ids == old.ids == tuple(ids)
    assert new.values.shape == (len(ids), 32)
    ws = reopened(home, clock, first)
    np.testing.assert_array_equal(embed(ws, ids).values, old.values)
    assert first.encoded == len(ids)


def test_a_new_version_is_embedded_anew(workspace: Workspace) -> None:
    one = announcement()[0].paper
    workspace.papers.add([Entry(one, DAY)], DAY)
    before = embed(workspace, [one.id]).values
    revised = replace(one, abstract="Something else entirely.", version=2)
    workspace.papers.add([Entry(revised, DAY)], DAY)
    after = embed(workspace, [one.id]).values
    assert not np.array_equal(before, after)
    expected = workspace.encoder.encode([revised.text])
    np.testing.assert_allclose(after, expected, atol=1e-3)


def test_what_was_embedded_before_a_crash_is_not_embedded_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace.commit_every = 50
    calls = 0
    encode = HashingEncoder.encode

    def die_in_the_third(self: HashingEncoder, texts: list[str], advance: object = None) -> object:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise KeyboardInterrupt
        return encode(self, texts)

    ids = [e.paper.id for e in library()]
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(HashingEncoder, "encode", die_in_the_third)
        embed(workspace, ids)
    assert workspace.vectors.count() == 100
    already = workspace.encoder.encoded  # type: ignore[attr-defined]
    assert len(embed(workspace, ids).ids) == 120
    assert workspace.encoder.encoded - already == 20  # type: ignore[attr-defined]


def test_the_compiled_folder_says_what_it_is(reference: Reference) -> None:
    about = json.loads((reference.compiled / "encoder.json").read_text())
    assert about["source_sha256"] == weights.PACKAGED_SHA256
    assert about["fingerprint"] == reference.compiled.name
    assert (about["dimensions"], about["max_tokens"]) == (384, 128)
