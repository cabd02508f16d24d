"""The example page block by block, as a reader of the file sees it: what all formats have to give."""
# ruff: noqa: E501

from __future__ import annotations

from mtqa.documents import BlockKind

K = BlockKind

# Kind, line in the text file, and how the block begins and ends; written down by hand from the file.
BLOCKS = [
    (K.TITLE, 5, "Среща на върха ЕС-Япония:", "укрепване на нашето партньорство"),
    (K.PARAGRAPH, 7, "Япония е един от най-близките", "министър-председателя на Япония Фумио Кишида."),
    (K.CAPTION, 11, "European Union,", "2022"),
    (K.PARAGRAPH, 13, "В този все по-непредвидим свят", "устойчивото развитие и сигурността."),
    (K.PARAGRAPH, 15, "В изказванията си за медиите", "председателят Фон дер Лайен заяви:"),
    (K.QUOTE, 17, "ЕС и Япония са толкова общи.", "пред които са изправени нашите региони."),
    (K.PARAGRAPH, 19, "На срещата на върха ЕС и Япония", "вериги на доставки в сектора на полупроводниците."),
    (K.PARAGRAPH, 24, "Освен това те се споразумяха", "Зеления алианс между ЕС и Япония."),
    (K.PARAGRAPH, 26, "Те приветстваха приключването", "по-специално по конкретни проекти."),
    (K.PARAGRAPH, 28, "Лидерите обсъдиха военната агресия", "ефективното многостранно сътрудничество."),
    (K.HEADING, 30, "Повече", "информация"),
    (K.LINK, 32, "Съвместно изявление", "на ЕС и Япония"),
    (K.LINK, 33, "Партньорство в областта на", "цифровите технологии между ЕС и Япония"),
    (K.LINK, 34, "Информационен документ за", "цифровото партньорство между ЕС и Япония"),
    (K.LINK, 35, "Изявление за медиите", "относно EbS"),
    (K.LINK, 36, "Бележки на председателя", "Фон дер Лайен"),
    (K.LINK, 37, "Справка за отношенията", "ЕС-Япония"),
]

NOTICE = (
    "Това е машинен превод, предоставен от услугата eTranslation на Европейската комисия, за да ви помогне да разберете "
    "тази страница. Моля, прочетете условията за използване. За да прочетете оригиналната версия, вижте страницата на "
    "изходния език."
)
TERMS = "https://ec.europa.eu/info/use-machine-translation-europa-exclusion-liability_en"
ORIGINAL = "https://digital-strategy.ec.europa.eu/en/news/eu-japan-summit-strengthening-our-partnership"
SOURCE = "https://digital-strategy.ec.europa.eu/news/eu-japan-summit-strengthening-our-partnership"
RIGHTS = (
    "Reuse of this document is allowed, provided appropriate credit is given and any changes are indicated "
    "(Creative Commons Attribution 4.0 International license).",
    "For any use or reproduction of elements that are not owned by the EU, permission may need to be sought directly "
    "from the respective right holders.",
)
