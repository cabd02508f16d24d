"""HTML pages. The pages are written after those of the Commission (Europa Component Library, Drupal); what counts as
content is what a reader sees of the page itself."""
# ruff: noqa: E501

from __future__ import annotations

import pytest

from mtqa.documents import BlockKind, Document, parse_html
from mtqa.errors import MtqaError

K = BlockKind


def read(body: str, *, head: str = "", lang: str = "en") -> Document:
    return parse_html(f"<!DOCTYPE html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>", "page.html")


def blocks(body: str, *, head: str = "") -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in read(body, head=head).blocks]


def test_what_main_holds_is_the_page() -> None:
    page = """
    <header class="ecl-site-header"><h1>European Commission</h1></header>
    <nav><a href="/">Home</a></nav>
    <main><h1>Title</h1><p>Content.</p></main>
    <aside><p>Related news</p></aside>
    <footer><p>Contact us</p></footer>
    """
    assert blocks(page) == [(K.TITLE, "Title"), (K.PARAGRAPH, "Content.")]


def test_an_article_does_where_there_is_no_main_and_the_body_where_there_are_several() -> None:
    assert blocks("<p>Site</p><article><h1>T</h1><p>Content.</p></article>") == [
        (K.TITLE, "T"),
        (K.PARAGRAPH, "Content."),
    ]
    assert blocks("<h1>News</h1><article><h2>A</h2></article><article><h2>B</h2></article>") == [
        (K.TITLE, "News"),
        (K.HEADING, "A"),
        (K.HEADING, "B"),
    ]


def test_title_and_lead_before_main() -> None:
    page = """
    <div class="ecl-page-header"><div class="ecl-page-header__meta"><span>PRESS RELEASE</span></div>
      <h1 class="ecl-page-header__title">Title</h1><p class="ecl-page-header__description">The lead.</p></div>
    <main><p>Content.</p></main>
    """
    assert blocks(page) == [(K.TITLE, "Title"), (K.PARAGRAPH, "The lead."), (K.PARAGRAPH, "Content.")]


def test_title_outside_main_is_told_from_the_name_of_the_site() -> None:
    title = "<title>The title of the page | European Commission</title>"
    page = "<div><h1>The title of the page</h1></div><main><p>Content.</p></main>"
    assert blocks(page, head=title)[0] == (K.TITLE, "The title of the page")
    page = "<div><h1>European Commission</h1></div><main><p>Content.</p></main>"
    assert blocks(page, head=title) == [(K.PARAGRAPH, "Content.")]


def test_header_of_an_article_is_content() -> None:
    page = "<article><header><h1>Title</h1><p>Lead.</p></header><p>Content.</p><footer>Tags</footer></article>"
    assert blocks(page) == [(K.TITLE, "Title"), (K.PARAGRAPH, "Lead."), (K.PARAGRAPH, "Content.")]


def test_every_kind_of_block() -> None:
    page = """<main><h1>Title</h1><p>A <b>bold</b>ly <i>set</i><br>line &amp; more&hellip;</p>
    <h2><a href="/a">Section</a></h2>
    <blockquote class="ecl-blockquote"><p>First.</p><p>Second.</p><footer class="ecl-blockquote__attribution">Somebody</footer></blockquote>
    <ul><li>One<ul><li>One and a half</li></ul></li><li><p>Two</p></li></ul>
    <ol><li><a href="https://europa.eu/x">Three</a></li></ol>
    <figure><img src="a.jpg" alt="not shown"><figcaption>Caption</figcaption></figure>
    <table><caption>Table</caption><tr><th>Head</th></tr><tr><td>Cell<br>one</td></tr></table>
    <dl><dt>Term</dt><dd>Meaning</dd></dl>
    <p><a href="/more">Read more</a></p>
    loose text <em>too</em>
    <div>and<div>nested</div>text</div></main>"""
    document = read(page)
    assert [(block.kind, block.text, block.level) for block in document.blocks] == [
        (K.TITLE, "Title", 1),
        (K.PARAGRAPH, "A boldly set line & more…", 0),
        (K.HEADING, "Section", 2),
        (K.QUOTE, "First.", 0),
        (K.QUOTE, "Second.", 0),
        (K.PARAGRAPH, "Somebody", 0),
        (K.LIST_ITEM, "One", 1),
        (K.LIST_ITEM, "One and a half", 2),
        (K.LIST_ITEM, "Two", 1),
        (K.LINK, "Three", 0),
        (K.CAPTION, "Caption", 0),
        (K.CAPTION, "Table", 0),
        (K.PARAGRAPH, "Head", 0),
        (K.PARAGRAPH, "Cell one", 0),
        (K.PARAGRAPH, "Term", 0),
        (K.PARAGRAPH, "Meaning", 0),
        (K.LINK, "Read more", 0),
        (K.PARAGRAPH, "loose text too", 0),
        (K.PARAGRAPH, "and", 0),
        (K.PARAGRAPH, "nested", 0),
        (K.PARAGRAPH, "text", 0),
    ]


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><p>X</p></nav>",
        "<div role='navigation'>X</div>",
        "<script>document.write('<p>X</p>')</script>",
        "<style>p { color: red }</style>",
        "<noscript>X</noscript>",
        "<template><p>X</p></template>",
        "<svg><title>X</title><text>X</text></svg>",
        "<select><option>X</option></select>",
        "<button>X</button>",
        "<p hidden>X</p>",
        "<p style='color: red; display: none'>X</p>",
        "<span aria-hidden='true'>X</span>",
        "<span class='visually-hidden'>X</span>",
        "<span class='ecl-u-sr-only'>X</span>",
        "<div class='ecl-breadcrumb'>X</div>",
        "<div id='breadcrumbs'>X</div>",
        "<div class='ecl-social-media-share'>X</div>",
        "<div class='ecl-in-page-navigation'>X</div>",
        "<div class='wt-cck--container cck'>X</div>",
        "<div id='cookie-consent-banner'>X</div>",
        "<section class='eu-cookie-compliance-banner'>X</section>",
        "<div class='language-switcher-language-url'>X</div>",
        "<ul class='ecl-language-list'><li>X</li></ul>",
        "<div class='globan'>X</div>",
        "<nav class='ecl-pagination'>X</nav>",
        "<div role='dialog'>X</div>",
        "<footer>X</footer>",
        "<div role='contentinfo'>X</div>",
        "<!-- <p>X</p> -->",
        "<p>&nbsp;</p>",
    ],
)
def test_what_is_not_content(furniture: str) -> None:
    assert blocks(f"<main><h1>T</h1><p>One.</p>{furniture}<p>Two.</p></main>") == [
        (K.TITLE, "T"),
        (K.PARAGRAPH, "One."),
        (K.PARAGRAPH, "Two."),
    ]


@pytest.mark.parametrize(
    "opening",
    [
        "<main class='has-toolbar path-cookies'>",
        "<main><div class='ecl-u-d-none ecl-u-d-l-block'>",
        "<main><div class='language-bg'>",
        "<main><form>",
        "<main><details open><summary>",
        "<div class='modal-page'><main>",
    ],
)
def test_what_only_looks_like_furniture(opening: str) -> None:
    assert blocks(f"{opening}Content of it.") == [(K.PARAGRAPH, "Content of it.")]


def test_a_notice_in_a_message_is_metadata_and_other_messages_are_content() -> None:
    page = """<main><h1>T</h1>
    <div class="ecl-message" role="alert"><div>Machine translation</div><p>This page has been translated by the European
      Commission's eTranslation service to help you understand it.
      <a href="https://commission.europa.eu/languages-our-websites/use-machine-translation-europa_en">Conditions of use</a></p></div>
    <div class="ecl-message"><p>The call closes on 12 May.</p></div>
    <p>Content.</p></main>"""
    document = read(page)
    assert [block.text for block in document.blocks] == ["T", "The call closes on 12 May.", "Content."]
    notice = document.metadata.notice
    assert notice is not None
    assert notice.terms_url == "https://commission.europa.eu/languages-our-websites/use-machine-translation-europa_en"
    assert notice.text.startswith("Machine translation This page has been translated")


def test_offer_to_translate_is_a_notice() -> None:
    # The block that the Commission's Drupal sites show on pages that are not translated yet.
    page = """<main><div class="oe-webtools-unified-etrans"><p>Bulgarian is available via eTranslation, the European
    Commission's machine translation service.</p><a href="#" class="oe-webtools-unified-etrans--translate">Translate to
    Bulgarian</a> <a class="webtools-etrans--disclaimer" href="https://commission.europa.eu/languages-our-websites/use-machine-translation-europa_bg">Important
    information about machine translation</a></div><h1>T</h1><p>Content.</p></main>"""
    assert blocks(page) == [(K.TITLE, "T"), (K.PARAGRAPH, "Content.")]


def test_language_tag_of_machine_translation() -> None:
    metadata = read("<main><p>Съдържание.</p></main>", lang="bg-t-en-t0-mtec").metadata
    assert metadata.declared_language == "bg"
    assert metadata.notice is not None
    assert (metadata.notice.service, metadata.notice.language) == ("eTranslation", "bg")
    assert read("<main><p>Съдържание.</p></main>", lang="bg").metadata.notice is None


def test_canonical_address_is_the_source_unless_the_page_says_otherwise() -> None:
    head = "<link rel='canonical' href='https://europa.eu/page_en'>"
    assert read("<main><p>Text.</p></main>", head=head).metadata.source_url == "https://europa.eu/page_en"
    page = "<main><p>Text.</p></main><footer><p>Source URL: https://europa.eu/other</p></footer>"
    assert read(page, head=head).metadata.source_url == "https://europa.eu/other"


def test_lines_are_those_of_the_file() -> None:
    html = "<html><head><title>Title</title></head>\n<body>\n<main>\n<h1>Title</h1>\n\n<p>One\nand two.</p><p>Three &amp; four</p>\n<p>&auml; five</p></main></body></html>"
    document = parse_html(html, "page.html")
    assert [(block.text, block.line) for block in document.blocks] == [
        ("Title", 4),
        ("One and two.", 6),
        ("Three & four", 7),
        # Its beginning stands as an entity in the file, so it is not found.
        ("ä five", None),
    ]


def test_two_line_breaks_end_a_paragraph() -> None:
    assert blocks("<main><h1>T</h1><p>One<br> <br>Two<br>and three</p></main>")[1:] == [
        (K.PARAGRAPH, "One"),
        (K.PARAGRAPH, "Two and three"),
    ]


def test_code_is_left_out_with_a_warning() -> None:
    document = read("<main><h1>T</h1><pre><code>x = 1</code></pre><pre>A poem</pre></main>")
    assert [block.text for block in document.blocks] == ["T", "A poem"]
    assert document.warnings == ("Code is not scored: 1 code block(s) were left out.",)


def test_broken_mark_up_is_read_as_browsers_read_it() -> None:
    # HTML's own rules for unclosed and misnested tags.
    assert blocks("<main><h1>T</h1><p>One<p>Two <b>bold <i>both</b> italic</i><ul><li>a<li>b") == [
        (K.TITLE, "T"),
        (K.PARAGRAPH, "One"),
        (K.PARAGRAPH, "Two bold both italic"),
        (K.LIST_ITEM, "a"),
        (K.LIST_ITEM, "b"),
    ]


@pytest.mark.parametrize(
    "html",
    [
        "<html></html>",
        "<main></main>",
        "<main><nav>Menu</nav></main><footer>© European Union</footer>",
        "<html lang='bg-t-en-t0-mtec'><main><p>&nbsp;</p></main>",
        "<frameset><frame src='a.html'></frameset>",
    ],
)
def test_no_content(html: str) -> None:
    with pytest.raises(MtqaError, match="no content"):
        parse_html(html, "page.html")


def test_a_bold_line_before_a_line_break_is_a_block_of_its_own() -> None:
    """As in the privacy statements of the Commission."""
    page = """<main><h1>T</h1><ul><li><strong>The Data Controller</strong><br> If you would like to, write.</li></ul>
    <p><b>Opening hours</b><br/>Open on Monday.<br>Closed on Sunday.<br><strong>Address</strong><br>Street 5</p>
    <p><strong>Note that the office</strong><br>is closed.</p><p><b>All</b><br><b>bold</b></p>
    <p>Some <strong>bold</strong><br>words.</p><h2><b>One</b><br>heading</h2></main>"""
    assert [text for _, text in blocks(page)] == [
        "T",
        "The Data Controller",
        "If you would like to, write.",
        "Opening hours",
        "Open on Monday. Closed on Sunday.",
        "Address",
        "Street 5",
        "Note that the office is closed.",
        "All bold",
        "Some bold words.",
        "One heading",
    ]


def test_items_that_only_line_breaks_set_off() -> None:
    page = """<main><h1>T</h1><table><tr><td>You need:<br>• a passport<br>&bull; <b>two</b> photographs,<br>
    both new</td><td>- one<br>- two</td></tr></table><p>– Where are you?<br>Here.</p></main>"""
    assert blocks(page)[1:] == [
        (BlockKind.PARAGRAPH, "You need:"),
        (BlockKind.LIST_ITEM, "a passport"),
        (BlockKind.LIST_ITEM, "two photographs, both new"),
        (BlockKind.PARAGRAPH, "- one"),
        (BlockKind.PARAGRAPH, "- two"),
        (BlockKind.PARAGRAPH, "– Where are you? Here."),
    ]
