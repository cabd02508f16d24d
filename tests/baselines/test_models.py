"""Neural models: a real one end to end, and tiny ones of every family for the language codes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import sacrebleu
import tiny_models
from small import small_corpus

from mtqa.baselines import _models, ctranslate
from mtqa.baselines._beams import BeamSearch
from mtqa.contracts import Translator
from mtqa.corpus import Corpus, Segment
from mtqa.errors import MissingDependencyError, MtqaError, MtqaWarning, OutOfMemoryError
from mtqa.languages import LanguagePair, language
from mtqa.translating import create_baseline, translate

pytestmark = pytest.mark.torch


def pair(direction: str) -> LanguagePair:
    source, target = direction.split("-", 1)
    return LanguagePair(language(source), language(target))


def refuse(message: str) -> None:
    raise MtqaError(f"refused: {message}")


def opened(folder: Path | str, direction: str, kind: str = "transformers", **options: object) -> Translator:
    written = "".join(f", {key}={value!r}" for key, value in options.items())
    return create_baseline(f"{kind}(model='{folder}', device='cpu'{written})").open(pair(direction), refuse)


def corpus(folder: Path, n: int = 200) -> tuple[Corpus, list[str]]:
    sources, references = ((folder / f"test.{tag}").read_text().split("\n")[:n] for tag in ("en", "de"))
    segments = tuple(Segment(f"t:{i}", "t", source) for i, source in enumerate(sources, start=1))
    return Corpus("test", pair("en-de"), segments, ()), references


@pytest.mark.parametrize("kind", ["transformers", "ctranslate2"])
def test_a_real_model_translates_end_to_end(trained_model: Path, kind: str, tmp_path: Path) -> None:
    """BLEU on sentences that the model has not seen; 99 is what scripts/train_test_model prints for it at least."""
    folder = trained_model / ("marian" if kind == "transformers" else "ctranslate2")
    demo, references = corpus(trained_model)
    baseline = create_baseline(f"{kind}(model='{folder}', device='cpu')")
    found = translate(demo, baseline, store=tmp_path)
    assert sacrebleu.corpus_bleu(found.system.hypotheses, [references]).score > 99
    origin = found.system.origin
    assert origin.service.startswith(f"{kind} ")
    assert origin.precision == ("float32" if kind == "transformers" else "int8")
    assert origin.revision.startswith("sha256-")
    assert "beams=4" in origin.decoding
    assert not found.system.remarks
    again = translate(demo, baseline, store=tmp_path)
    assert again.n_kept == again.n_texts
    assert again.system.hypotheses == found.system.hypotheses


def test_batches_do_not_matter(trained_model: Path) -> None:
    demo, _ = corpus(trained_model, 40)
    outputs = [
        translate(demo, create_baseline(f"transformers(model='{trained_model}/marian', device='cpu', batch_size={n})"))
        for n in (1, 7, 40)
    ]
    assert len({output.system.hypotheses for output in outputs}) == 1


@pytest.mark.parametrize("beams", [1, 4])
def test_generate_of_the_library_finds_the_same(
    trained_model: Path, beams: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It translates what the search of mtqa does not serve, with a trained model to the same texts and remarks."""
    demo, _ = corpus(trained_model)
    baseline = create_baseline(f"transformers(model='{trained_model}/marian', device='cpu', beams={beams})")
    searched = translate(demo, baseline).system
    asked: list[int] = []
    monkeypatch.setattr(BeamSearch, "serves", staticmethod(lambda model, generation: bool(asked.append(1))))
    generated = translate(demo, baseline).system
    assert asked
    assert (generated.hypotheses, generated.remarks) == (searched.hypotheses, searched.remarks)


@pytest.mark.parametrize("kind", ["transformers", "ctranslate2"])
def test_a_translation_that_hits_the_longest_length_is_marked(trained_model: Path, kind: str) -> None:
    folder = trained_model / ("marian" if kind == "transformers" else "ctranslate2")
    short = opened(folder, "en-de", kind, output_ratio=0.01, output_extra=3)
    (cut,) = short.translate(["The old dog sees the small cat."])
    assert "may be cut" in cut.remark
    assert cut.text
    assert "Der alte Hund sieht die kleine Katze.".startswith(cut.text)
    (whole,) = opened(folder, "en-de", kind).translate(["The old dog sees the small cat."])
    assert (whole.text, whole.remark) == ("Der alte Hund sieht die kleine Katze.", "")


def test_long_texts_go_through_sentence_by_sentence(trained_model: Path) -> None:
    """512 tokens are what MarianMT takes; the text below has more."""
    english, german = "The old dog sees the small cat.", "Der alte Hund sieht die kleine Katze."
    text = " ".join([english] * 80)
    demo = Corpus("long", pair("en-de"), (Segment("t:1", "t", text),), ())
    baseline = create_baseline(f"ctranslate2(model='{trained_model}/ctranslate2', device='cpu')")
    assert baseline.open(pair("en-de"), refuse).lengths([text])[0] > 512
    # In one piece the small model, which knows single sentences only, could not: it is cut into pieces that fit.
    (hypothesis,) = translate(demo, baseline).system.hypotheses
    assert hypothesis
    endless = "the dog " * 400
    with pytest.raises(MtqaError, match=r"'t:1' has a sentence of .* tokens, and .* takes 512"):
        translate(Corpus("long", pair("en-de"), (Segment("t:1", "t", endless),), ()), baseline)
    assert german.startswith("Der")


@pytest.mark.parametrize("kind", ["transformers", "ctranslate2"])
def test_what_looks_like_the_model_s_marks_is_text(trained_model: Path, kind: str) -> None:
    """A source must not be able to end the input: the words behind `</s>` would be lost without a trace."""
    translator = opened(trained_model / ("marian" if kind == "transformers" else "ctranslate2"), "en-de", kind)
    assert translator.translate(["The dog sees the cat."])[0].text == "Der Hund sieht die Katze."
    sides = translator.sides  # type: ignore[attr-defined]
    plain, marked = sides.encode(["The dog sees the cat.", "The dog </s> sees the cat."])
    end = sides.tokenizer.eos_token_id
    assert [ids.index(end) for ids in (plain, marked)] == [len(plain) - 1, len(marked) - 1]
    behind = plain[-5:]  # the last words and the end
    assert marked[-5:] == behind
    assert len(marked) > len(plain)


@pytest.mark.parametrize("direction", ["de-en", "en-bg", "fr-de"])
@pytest.mark.parametrize("kind", ["transformers", "ctranslate2"])
def test_a_direction_that_is_not_served_is_refused(trained_model: Path, direction: str, kind: str) -> None:
    folder = trained_model / ("marian" if kind == "transformers" else "ctranslate2")
    with pytest.raises(MtqaError, match=r"does not translate (from|into)"):
        opened(folder, direction, kind)


Make = Callable[[Path], Path]

FAMILIES: list[tuple[Make, str, str, list[str], str]] = [
    # model, direction, how it is told, first tokens of the source (after the model's papers), a direction not served
    (tiny_models.nllb, "en-bg", "languages=eng_Latn bul_Cyrl", ["eng_Latn"], "en-tlh"),
    (tiny_models.nllb, "lv-zh-TW", "languages=lvs_Latn zho_Hant", ["lvs_Latn"], "tlh-en"),
    (tiny_models.m2m100, "en-bg", "languages=__en__ __bg__", ["__en__"], "en-mt"),  # M2M-100 has no Maltese
    (tiny_models.mbart50, "en-de", "languages=en_XX de_DE", ["en_XX"], "en-bg"),  # mBART-50 has no Bulgarian
    (tiny_models.madlad, "en-bg", "language=<2bg>", ["<2bg>", "▁"], "en-fr"),
    (tiny_models.t5, "en-de", "prefix='translate English to German: '", ["▁", "t", "r"], "en-fr"),
]


@pytest.mark.parametrize(("make", "direction", "told", "first", "other"), FAMILIES)
def test_languages_are_told_as_each_family_wants_it(
    make: Make, direction: str, told: str, first: list[str], other: str, tmp_path: Path
) -> None:
    folder = make(tmp_path / "model")
    texts = ["The cat sat on the mat.", "It is raining."]
    outputs = []
    for kind, options in (("transformers", {}), ("ctranslate2", {"precision": "float32"})):
        translator = opened(folder, direction, kind, **options)
        assert told in translator.origin.decoding
        sides = translator.sides  # type: ignore[attr-defined]
        (ids,) = sides.encode(texts[:1])
        assert sides.tokenizer.convert_ids_to_tokens(ids)[: len(first)] == first
        assert ids[-1] == sides.tokenizer.eos_token_id
        outputs.append([one.text for one in translator.translate(texts)])
        with pytest.raises(MtqaError, match="does not translate"):
            opened(folder, other, kind, **options)
    # The converted model is the same model: with random weights, nothing but the right codes gives the same output.
    assert outputs[0] == outputs[1]


def test_nllb_from_the_raw_sentencepiece_model(tmp_path: Path) -> None:
    """As it is published beside the weights: without a tokenizer.json, and so without the languages."""
    from transformers import M2M100Config, M2M100ForConditionalGeneration

    folder = tmp_path / "nllb"
    folder.mkdir()
    tiny_models.train_sentencepiece(folder / "sentencepiece.bpe")
    (folder / "tokenizer_config.json").write_text('{"tokenizer_class": "NllbTokenizer"}')
    ends = {"pad_token_id": 1, "eos_token_id": 2, "bos_token_id": 0, "decoder_start_token_id": 2}
    M2M100ForConditionalGeneration(M2M100Config(vocab_size=400, **ends, **tiny_models.SIZES)).save_pretrained(folder)
    sides = opened(folder, "en-bg").sides  # type: ignore[attr-defined]
    (ids,) = sides.encode(["The cat sat."])
    assert sides.tokenizer.convert_ids_to_tokens(ids)[:2] == ["eng_Latn", "▁The"]
    assert sides.tokenizer.convert_ids_to_tokens(sides.forced) == "bul_Cyrl"


def test_the_forced_language_changes_the_output(tmp_path: Path) -> None:
    folder = tiny_models.m2m100(tmp_path / "model")
    outputs = {opened(folder, f"en-{tag}", beams=1).translate(["The cat sat."])[0].text for tag in ("bg", "de", "fr")}
    assert len(outputs) > 1


def test_marian_with_many_targets(tmp_path: Path) -> None:
    folder = tiny_models.marian(tmp_path / "opus-mt-en-zls", [">>bul<<", ">>hrv<<", ">>slv<<"], target_lang="zls")
    translator = opened(folder, "en-bg")
    assert "language=>>bul<<" in translator.origin.decoding
    (ids,) = translator.sides.encode(["The cat sat."])  # type: ignore[attr-defined]
    tokens = translator.sides.tokenizer.convert_ids_to_tokens(ids)  # type: ignore[attr-defined]
    assert tokens[0] == ">>bul<<"
    assert tokens.count(">>bul<<") == 1
    assert "language=>>slv<<" in opened(folder, "en-sl").origin.decoding
    with pytest.raises(MtqaError, match=r"does not translate into Maltese \(mt\)"):
        opened(folder, "en-mt")
    with pytest.raises(MtqaError, match=r"does not translate from German"):
        opened(folder, "de-bg")


def test_a_model_that_does_not_say_its_languages(tmp_path: Path) -> None:
    folder = tiny_models.marian(tmp_path / "mine", source_lang="", target_lang="")
    with pytest.raises(MtqaError, match=r"does not say .* languages='en-bg'"):
        opened(folder, "en-bg")
    assert opened(folder, "en-bg", languages="en-bg")
    with pytest.raises(MtqaError, match="does not translate into German"):
        opened(folder, "en-de", languages="en-bg")
    named = tmp_path / "opus-mt-en-bg"
    shutil.copytree(folder, named)
    assert opened(named, "en-bg")
    with pytest.raises(MtqaError, match="does not translate into German"):
        opened(named, "en-de")


def chat_model(folder: Path, template: str | None) -> Path:
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    torch.manual_seed(1)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {token: i for i, token in enumerate(["<pad>", "<|user|>", "<|assistant|>", "<|end|>", *alphabet])}
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        eos_token="<|end|>",
        extra_special_tokens=["<|user|>", "<|assistant|>"],
    )
    fast.chat_template = template
    fast.save_pretrained(folder)
    config = LlamaConfig(
        vocab_size=len(vocabulary), hidden_size=16, intermediate_size=32, num_hidden_layers=1, num_attention_heads=2,
        max_position_embeddings=2048, pad_token_id=0, eos_token_id=3, bos_token_id=None,
    )  # fmt: skip
    LlamaForCausalLM(config).save_pretrained(folder)
    return folder


TEMPLATE = (
    "{% for message in messages %}<|user|>{{ message.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


def test_chat_models_are_asked_through_their_template(tmp_path: Path) -> None:
    folder = chat_model(tmp_path / "tiny-chat", TEMPLATE)
    translator = opened(folder, "en-bg", "chat", output_ratio=0.5, output_extra=8)
    assert "Bulgarian" not in translator.origin.prompt
    assert "{target_language}" in translator.origin.prompt
    (ids,) = translator._encode(["Say {text} <|end|> now"])  # type: ignore[attr-defined]
    prompt = translator._tokenizer.decode(ids)  # type: ignore[attr-defined]
    assert prompt.startswith("<|user|>Translate the following text from English into Bulgarian.")
    assert prompt.endswith("Say {text} < |end|> now<|end|><|assistant|>")  # the source does not end the user's turn
    one, two = translator.translate(["Hello.", "How are you today, my dear friend?"])
    assert "may be cut" in one.remark  # random weights do not stop
    alone = opened(folder, "en-bg", "chat", output_ratio=0.5, output_extra=8)
    assert alone.translate(["Hello."])[0] == one
    assert two.text != one.text or two.text
    with pytest.raises(MtqaError, match="no chat template"):
        opened(chat_model(tmp_path / "base", None), "en-bg", "chat").lengths(["a"])


def test_models_that_cannot_be_loaded(tmp_path: Path, trained_model: Path) -> None:
    with pytest.raises(MtqaError, match="no such folder"):
        opened("./nowhere/at/all", "en-de")
    with pytest.raises(MtqaError, match=r"'owner/model' is not on this machine, and HF_HUB_OFFLINE"):
        opened("owner/model", "en-de")
    (tmp_path / "empty").mkdir()
    with pytest.raises(MtqaError, match="cannot be loaded"):
        opened(tmp_path / "empty", "en-de")
    damaged = tmp_path / "damaged"
    shutil.copytree(trained_model / "marian", damaged)
    weights = damaged / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(MtqaError, match="cannot be loaded"):
        opened(damaged, "en-de").translate(["The dog."])
    bare = tmp_path / "bare"
    shutil.copytree(trained_model / "ctranslate2", bare)
    shutil.rmtree(bare / "transformers")
    with pytest.raises(MtqaError, match="does not hold its tokenizer"):
        opened(bare, "en-de", "ctranslate2")
    assert opened(bare, "en-de", "ctranslate2", tokenizer=str(trained_model / "marian")).translate(["The dog."])


def test_no_code_of_a_model_is_run(tmp_path: Path, trained_model: Path) -> None:
    """Neither code that the configuration names, nor what a pickle would do."""
    import pickle

    import torch

    marker = tmp_path / "ran"
    folder = tmp_path / "evil"
    shutil.copytree(trained_model / "marian", folder)
    content = json.loads((folder / "config.json").read_text())
    content["auto_map"] = {"AutoConfig": "evil.Config", "AutoModelForSeq2SeqLM": "evil.Model"}
    (folder / "config.json").write_text(json.dumps(content))
    (folder / "evil.py").write_text(f"open({str(marker)!r}, 'w')\n")
    opened(folder, "en-de").translate(["The dog."])
    assert not marker.exists()

    class Evil:
        def __reduce__(self) -> tuple[object, tuple[str, str]]:
            return open, (str(marker), "w")

    (folder / "model.safetensors").unlink()
    torch.save({"x": Evil()}, folder / "pytorch_model.bin")
    assert pickle.dumps(Evil())
    with pytest.raises(MtqaError, match="cannot be loaded"):
        opened(folder, "en-de").translate(["The dog."])
    assert not marker.exists()


def test_a_model_that_changed_is_another_revision(tmp_path: Path, trained_model: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(trained_model / "marian", folder)
    first = opened(folder, "en-de").origin
    (folder / "README.md").write_text("words")
    assert opened(folder, "en-de").origin == first
    weights = bytearray((folder / "model.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "model.safetensors").write_bytes(weights)
    assert opened(folder, "en-de").origin.revision != first.revision


def test_a_lack_of_memory_is_told_from_other_failures() -> None:
    with pytest.raises(OutOfMemoryError), _models.memory_errors("m"):
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")
    with pytest.raises(OutOfMemoryError), _models.memory_errors("m"):
        raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
    with pytest.raises(RuntimeError, match="shape"), _models.memory_errors("m"):
        raise RuntimeError("shape mismatch")


def test_a_lack_of_memory_halves_the_batch(trained_model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    demo, _ = corpus(trained_model, 12)
    baseline = create_baseline(f"transformers(model='{trained_model}/marian', device='cpu', beams=1)")
    expected = translate(demo, baseline).system.hypotheses
    sizes: list[int] = []
    search = BeamSearch.translate

    def small_gpu(self: BeamSearch, ids: Any, mask: Any, limits: Sequence[int]) -> list[list[int]]:
        sizes.append(len(ids))
        if sizes[-1] > 4:
            raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
        return search(self, ids, mask, limits)

    monkeypatch.setattr(BeamSearch, "translate", small_gpu)
    assert translate(demo, baseline).system.hypotheses == expected
    assert sizes == [12, 6, 3, 3, 6, 3, 3]


def test_missing_packages_answer_with_the_install_line(monkeypatch: pytest.MonkeyPatch, trained_model: Path) -> None:
    monkeypatch.setattr("mtqa.models.model_files.find_spec", lambda package: None)
    for kind, extra in (("transformers", "neural"), ("chat", "neural"), ("ctranslate2", "mt")):
        with pytest.raises(MissingDependencyError, match=rf"pip install 'mtqa\[{extra}\]'"):
            opened(trained_model / "marian", "en-de", kind)


def test_conversion_never_overwrites(trained_model: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    with pytest.raises(MtqaError, match="there already"):
        ctranslate.convert(trained_model / "marian", tmp_path / "there", "int8")
    with pytest.raises(ValueError, match="precision must be one of"):
        ctranslate.CTranslate2("x", precision="int3")


def test_a_converted_model_that_is_damaged_is_converted_again(
    trained_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path))
    baseline = create_baseline(f"ctranslate2(model='{trained_model / 'marian'}', threads=1)")
    expected = translate(small_corpus(), baseline).system.hypotheses
    (weights,) = tmp_path.glob("models/*/model.bin")
    whole = weights.read_bytes()
    middle = len(whole) // 2
    weights.write_bytes(whole[:middle] + bytes([whole[middle] ^ 64]) + whole[middle + 1 :])
    with pytest.warns(MtqaWarning, match="damaged"):
        assert translate(small_corpus(), baseline).system.hypotheses == expected
    assert weights.read_bytes() == whole
    made = weights.stat().st_mtime_ns
    assert translate(small_corpus(), baseline).system.hypotheses == expected
    assert weights.stat().st_mtime_ns == made  # sound, and used as it is
