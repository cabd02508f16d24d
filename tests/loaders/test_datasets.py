"""Hugging Face datasets on disk and from the hub, and sacreBLEU's test sets; everything without a network."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import datasets
import pytest
from corpus_texts import texts

from mtqa.errors import MtqaError
from mtqa.loaders.hub import load_hub_dataset
from mtqa.preparation import find_loader, load_corpora, load_corpus
from mtqa.tables import TableOptions

ROWS = {"src": ["One", "Two"], "ref": ["Eins", "Zwei"], "mt": ["1", None]}
OPTIONS = TableOptions(source_language="en", target_language="de")
EXPECTED = {"source": ["One", "Two"], "reference.A": ["Eins", "Zwei"], "hypothesis.mt": ["1", None]}


def saved(folder: Path, *splits: str) -> Path:
    dataset = datasets.Dataset.from_dict(ROWS)
    if splits:
        datasets.DatasetDict(dict.fromkeys(splits, dataset)).save_to_disk(folder / "data")
    else:
        dataset.save_to_disk(folder / "data")
    return folder / "data"


@pytest.mark.parametrize("splits", [(), ("test",), ("train", "test"), ("train",)])
def test_saved_to_disk(tmp_path: Path, splits: tuple[str, ...]) -> None:
    path = saved(tmp_path, *splits)
    assert find_loader(path) == "dataset"
    corpus = load_corpus(path, "de", options={"source_language": "en"})
    assert texts(corpus) == EXPECTED
    assert corpus.name == "data"


def test_which_split(tmp_path: Path) -> None:
    path = saved(tmp_path, "train", "extra")
    with pytest.raises(MtqaError, match=r"several splits \(train, extra\).*split=NAME"):
        load_corpora(path)
    assert load_corpora(path, loader="dataset(split=extra, source_language=en, target_language=de)")
    with pytest.raises(MtqaError, match=r"no split 'dev'.*There are: train, extra"):
        load_corpora(path, loader="dataset(split=dev)")


def test_a_folder_of_parquet_files(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    dataset = datasets.Dataset.from_dict(ROWS)
    dataset.select([0]).to_parquet(tmp_path / "data" / "test-00000-of-00002.parquet")
    dataset.select([1]).to_parquet(tmp_path / "data" / "test-00001-of-00002.parquet")
    dataset.to_parquet(tmp_path / "data" / "train-00000-of-00001.parquet")
    corpus = load_corpus(tmp_path, "de", options={"source_language": "en"})
    assert texts(corpus) == EXPECTED


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        ("state.json", "{", "not JSON, or it is cut off"),
        ("state.json", "[]", "does not describe a dataset"),
        ("state.json", '{"_data_files": []}', "names no data files"),
        ("state.json", '{"_data_files": [3]}', "names of the data files are damaged"),
        ("state.json", '{"_data_files": [{"filename": "../../secret.arrow"}]}', "outside the folder"),
        ("state.json", '{"_data_files": [{"filename": "none.arrow"}]}', "no such file"),
        ("data-00000-of-00001.arrow", "\x00" * 64, "damaged or cut off"),
        ("dataset_info.json", "{", "not JSON"),
    ],
)
def test_damaged_datasets(tmp_path: Path, file: str, content: str, complaint: str) -> None:
    path = saved(tmp_path)
    (path / file).write_text(content)
    with pytest.raises(MtqaError, match=complaint):
        load_corpora(path, ["de"], options={"source_language": "en"})


def test_a_cut_off_arrow_file(tmp_path: Path) -> None:
    path = saved(tmp_path)
    arrow = path / "data-00000-of-00001.arrow"
    arrow.write_bytes(arrow.read_bytes()[:300])
    with pytest.raises(MtqaError, match="damaged or cut off"):
        load_corpora(path, ["de"], options={"source_language": "en"})


def test_the_hub_is_refused_without_a_network() -> None:
    # tests/conftest.py sets HF_HUB_OFFLINE
    with pytest.raises(MtqaError, match=r"hub:nobody/nothing.* is not in the cache, and HF_HUB_OFFLINE"):
        load_corpora("hub:nobody/nothing:en-de@main#test")
    with pytest.raises(MtqaError, match="neither the name of a dataset nor a folder"):
        load_corpora("hub:no such/name/at all")


@pytest.mark.parametrize("offline", [True, False])
def test_what_the_hub_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, offline: bool) -> None:
    """The library takes a folder for the name of a dataset, so streaming is tested on one."""
    monkeypatch.setenv("HF_HUB_OFFLINE", "1" if offline else "0")
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "repository"
    folder.mkdir()
    for split in ("train", "test"):
        datasets.Dataset.from_dict(ROWS).to_parquet(folder / f"{split}.parquet")
    (corpus,) = load_hub_dataset(str(folder), "", "", "", OPTIONS)
    assert texts(corpus) == EXPECTED
    with pytest.raises(MtqaError, match="cannot be read"):
        load_hub_dataset(str(folder), "", "", "nosplit", OPTIONS)


def configurations(folder: Path) -> Path:
    """A dataset with a configuration for each language pair, as the hub has them."""
    for config in ("de-en", "en-fr"):
        home = folder / "pairs" / config
        home.mkdir(parents=True)
        first, second = config.split("-")
        rows = {"translation": [{first: f"in {first}", second: f"in {second}"}]}
        datasets.Dataset.from_dict(rows).to_parquet(home / "test-00000-of-00001.parquet")
        datasets.Dataset.from_dict(rows).to_parquet(home / "train-00000-of-00001.parquet")
    return folder / "pairs"


def test_configurations_of_a_folder(tmp_path: Path) -> None:
    path = configurations(tmp_path)
    with pytest.raises(MtqaError, match=r"several configurations \(de-en, en-fr\)\. Say which: .*config=NAME"):
        load_corpora(path)
    with pytest.raises(MtqaError, match=r"no configuration 'xx'.*There are: de-en, en-fr"):
        load_corpora(path, loader="dataset(config=xx)")
    (corpus,) = load_corpora(path, loader="dataset(config=en-fr, source_language=en)")
    assert (corpus.name, str(corpus.language_pair)) == ("pairs-en-fr", "en-fr")
    assert texts(corpus) == {"source": ["in en"], "hypothesis.target": ["in fr"]}


def test_splits_that_are_folders(tmp_path: Path) -> None:
    for split in ("train", "test"):
        (tmp_path / "data" / split).mkdir(parents=True)
        datasets.Dataset.from_dict(ROWS).to_parquet(tmp_path / "data" / split / "0000.parquet")
    assert texts(load_corpus(tmp_path, "de", options={"source_language": "en"})) == EXPECTED


def test_a_copy_of_a_repository(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Whatever its files are, `datasets` knows how to read them; it is not to draw over the screen while it does."""
    home = tmp_path / "copy"
    home.mkdir()
    (home / "test.jsonl").write_text('{"translation": {"en": "a", "de": "b"}}\n')
    (corpus,) = load_corpora(f"hub:{home}", options={"source_language": "en"})
    assert texts(corpus) == {"source": ["a"], "hypothesis.target": ["b"]}
    assert capfd.readouterr().err == ""
    with pytest.raises(MtqaError, match=r"holds corpora in single files\. Name the one you want.*test\.jsonl"):
        load_corpora(home)


def test_a_stream_that_fails_halfway_does_not_abort_the_interpreter(tmp_path: Path) -> None:
    """pyarrow does so where a reader of Parquet that has not come to its end is alive when Python ends."""
    rows = 5000
    ids = [str(i) for i in range(rows - 1)] + ["0"]
    table = {"id": ids, "source": ["a", None, *["b"] * (rows - 2)], "mt": ["c"] * rows}
    datasets.Dataset.from_dict(table).to_parquet(tmp_path / "test.parquet")
    command = [sys.executable, "-m", "mtqa", "corpus", "show", f"hub:{tmp_path}", "--source-language", "en"]
    done = subprocess.run([*command, "--language", "de"], capture_output=True, text=True)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1), done.stderr
    assert "row 2: the source is missing" in done.stderr


def cache(folder: Path, **fields: str) -> None:
    """Fill sacreBLEU's cache with the texts of `wmt21/systems`, en-de."""
    home = folder / "wmt21" / "systems"
    home.mkdir(parents=True)
    for field, text in fields.items():
        (home / f"wmt21_systems.en-de.{field.replace('_', '-')}").write_text(text, encoding="utf-8")


def test_sacrebleu_from_its_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SACREBLEU", str(tmp_path))
    cache(
        tmp_path,
        src="One\nTwo\n",
        ref_A="Eins\nZwei\n",
        ref_C="Ein\n\n",
        docid="d1\nd2\n",
        origlang="en\nen\n",
        eTranslation="1\n\n",
        Online_W="i\nii\n",
    )
    corpus = load_corpus("sacrebleu:wmt21/systems:en-de")
    assert texts(corpus) == {
        "source": ["One", "Two"],
        "reference.A": ["Eins", "Zwei"],
        "reference.C": ["Ein", None],
        "hypothesis.eTranslation": ["1", ""],
        "hypothesis.Online-W": ["i", "ii"],
    }
    assert corpus.primary.name == "eTranslation"
    assert [segment.id for segment in corpus.segments] == ["d1:1", "d2:1"]
    assert corpus.segments[0].extra == {"origlang": "en"}
    with pytest.raises(MtqaError, match="no translation into 'fr'"):
        load_corpora("sacrebleu:wmt21/systems:en-de", ["fr"])


def test_sacrebleu_unpacks_what_it_has_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The archive is in the cache, its texts are not yet: sacreBLEU itself makes them, without a network."""
    from sacrebleu.dataset import DATASETS

    monkeypatch.setenv("SACREBLEU", str(tmp_path))
    dataset = DATASETS["wmt21/systems"]
    monkeypatch.setattr(dataset, "_outdir", str(tmp_path / "wmt21/systems"))
    monkeypatch.setattr(dataset, "_rawdir", str(tmp_path / "wmt21/systems/raw"))
    raw = tmp_path / "wmt21/systems/raw"
    xml = raw / dataset.langpairs["en-de"][0]
    xml.parent.mkdir(parents=True)
    (raw / "wmt21_systems.v1.3.tar.gz").write_bytes(b"x")
    xml.write_text(
        '<dataset id="n"><doc id="d" origlang="en"><src lang="en"><p><seg id="1">One</seg></p></src>'
        '<ref lang="de" translator="A"><p><seg id="1">Eins</seg></p></ref>'
        '<hyp lang="de" system="S"><p><seg id="1">1</seg></p></hyp></doc></dataset>'
    )
    assert texts(load_corpus("sacrebleu:wmt21/systems:en-de")) == {
        "source": ["One"],
        "reference.A": ["Eins"],
        "hypothesis.S": ["1"],
    }


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("sacrebleu:wmt99:en-de", "no test set 'wmt99'"),
        ("sacrebleu:wmt21/systems:en-tlh", r"no language pair 'en-tlh'.*en-de"),
        ("sacrebleu:wmt21/systems", "no language pair ''"),
        ("sacrebleu:wmt21/systems:en-de", "not in sacreBLEU's cache, and HF_HUB_OFFLINE"),
        ("nothing:wmt21", "no such file or folder.*addresses are hub:..., sacrebleu:..."),
    ],
)
def test_sacrebleu_mistakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, complaint: str) -> None:
    monkeypatch.setenv("SACREBLEU", str(tmp_path))
    with pytest.raises(MtqaError, match=complaint):
        load_corpora(address)
    assert list(tmp_path.iterdir()) == []  # nothing was made


def test_sacrebleu_with_a_damaged_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SACREBLEU", str(tmp_path))
    cache(tmp_path, src="One\nTwo\n", ref="Eins\n")
    with pytest.raises(MtqaError, match=r"en-de\.ref: has 1 lines, but the source has 2"):
        load_corpora("sacrebleu:wmt21/systems:en-de")


def test_metadata_comes_back(tmp_path: Path) -> None:
    path = saved(tmp_path)
    info = json.loads((path / "dataset_info.json").read_text())
    info["description"] = "Just a text for people."
    (path / "dataset_info.json").write_text(json.dumps(info))
    assert load_corpus(path, "de", options={"source_language": "en"}).title == ""
