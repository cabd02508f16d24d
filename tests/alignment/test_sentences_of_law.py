"""Sentence boundaries in the texts of public bodies: acts of law, places in them, works, firms and times of day.

The sentences are written by hand for this file; how acts and the Official Journal are cited in each language is that of the
EU's Interinstitutional Style Guide. A bar marks where the next sentence begins.
"""
# ruff: noqa: E501

from __future__ import annotations

import pytest

from mtqa.alignment.sentences import split_sentences

LAW = [
    ("bg", "Вж. чл. 5, ал. 2 от Регл. (ЕС) 2016/679 и Дир. 2009/28/ЕО.|Прил. I и разд. II не се прилагат.|ОВ L 119, 4.5.2016 г., стр. 1."),
    ("cs", "Viz čl. 5 odst. 2 nař. (EU) 2016/679 a směr. 2009/28/ES.|Úř. věst. L 119, 4.5.2016, s. 1.|Příl. I a kap. III se nepoužijí."),
    ("da", "Jf. art. 5, stk. 2, i forordn. (EU) 2016/679 og dir. 2009/28/EF.|EUT L 119 af 4.5.2016, s. 1.|Bilag I og kap. III gælder ikke."),
    ("de", "Siehe Art. 5 Abs. 2 der VO (EU) 2016/679 und RL 2009/28/EG (ABl. L 119 vom 4.5.2016, S. 1).|Das BGBl. II Nr. 12 gilt.|Anh. IV und Kap. III gelten nicht."),
    ("el", "Βλ. άρθ. 5 παρ. 2 του Καν. (ΕΕ) 2016/679 και της Οδηγ. 2009/28/ΕΚ.|Η απόφαση με αριθ. 12 ισχύει.|Το παράρτ. II και το κεφ. III δεν ισχύουν."),
    ("en", "See Art. 5, para. 2 of Reg. (EU) 2016/679 and Dir. 2009/28/EC.|Sect. IV and Ann. II do not apply.|OJ L 119, 4.5.2016, p. 1."),
    ("es", "Véase el art. 5, ap. 2 del Regl. (UE) 2016/679 y la Dir. 2009/28/CE.|El cap. III y la secc. II no se aplican.|DO L 119 de 4.5.2016, p. 1."),
    ("et", "Vt art. 5 lg. 2, määr. (EL) 2016/679 ja dir. 2009/28/EÜ.|Kohaldatakse otsust nr. 12.|ELT L 119, 4.5.2016, lk. 1."),
    ("fi", "Ks. 5 art. 2 kohta, as. (EU) 2016/679 ja dir. 2009/28/EY.|EUVL L 119, 4.5.2016, s. 1.|Kap. III ei sovelleta."),
    ("fr", "Voir art. 5, par. 2, du règl. (UE) 2016/679 et dir. 2009/28/CE.|Le chap. III et la sect. II ne s’appliquent pas.|JO L 119 du 4.5.2016, p. 1."),
    ("ga", "Féach Airt. 5, mír 2 de Rial. (AE) 2016/679 agus Treoir. 2009/28/CE.|Ní bhaineann Caib. III leis.|IO L 119, 4.5.2016, lch. 1."),
    ("hr", "Vidi čl. 5. st. 2. Ured. (EU) 2016/679 i Dir. 2009/28/EZ.|SL L 119, 4.5.2016., str. 1.|Pogl. III i odj. II ne primjenjuju se."),
    ("hu", "Lásd az (EU) 2016/679 rend. 5. cikkének (2) bek. 3. mondatát és a 2009/28/EK irányelvet.|HL L 119., 2016.5.4., 1. o.|A 12/2020 korm. rend. nem alkalmazandó."),
    ("it", "Cfr. art. 5, par. 2, del reg. (UE) 2016/679 e la dir. 2009/28/CE.|Il cap. III e la sez. II non si applicano.|GU L 119 del 4.5.2016, pag. 1."),
    ("lt", "Žr. regl. (ES) 2016/679 str. 5, d. 2 ir dir. 2009/28/EB.|Skyr. III ir pried. II netaikomi.|OL L 119, 2016 5 4, p. 1."),
    ("lv", "Sk. reg. (ES) 2016/679 5. pantu un dir. 2009/28/EK.|Nod. III nepiemēro.|OV L 119, 4.5.2016., 1. lpp."),
    ("mt", "Ara l-Art. 5, par. 2, tar-Reg. (UE) 2016/679 u d-Dir. 2009/28/KE.|Il-Kap. III ma japplikax.|ĠU L 119, 4.5.2016, p. 1."),
    ("nl", "Zie art. 5, lid 2, van Verord. (EU) 2016/679 en Richtl. 2009/28/EG.|Hfdst. III en afd. II zijn niet van toepassing.|PB L 119 van 4.5.2016, blz. 1."),
    ("pl", "Zob. art. 5 ust. 2 rozp. (UE) 2016/679 i dyr. 2009/28/WE.|Dz. Urz. UE L 119 z 4.5.2016, s. 1.|Rozdz. III i zał. II nie stosuje się.|Dz. U. z 2018 r. poz. 1000."),
    ("pt", "Ver art. 5.º, n.º 2, do Reg. (UE) 2016/679 e a Dir. 2009/28/CE.|O cap. III e a secç. II não se aplicam.|JO L 119 de 4.5.2016, p. 1."),
    ("ro", "A se vedea art. 5 alin. 2 din Reg. (UE) 2016/679 și Dir. 2009/28/CE.|Cap. III și secț. II nu se aplică.|JO L 119, 4.5.2016, p. 1."),
    ("sk", "Pozri čl. 5 ods. 2 nar. (EÚ) 2016/679 a smer. 2009/28/ES.|Ú. v. EÚ L 119, 4.5.2016, s. 1.|Kap. III a príl. II sa neuplatňujú."),
    ("sl", "Glej čl. 5, odst. 2, Ur. (EU) 2016/679 in Dir. 2009/28/ES.|UL L 119, 4.5.2016, str. 1.|Pogl. III in pril. II se ne uporabljata.|Ur. l. RS, št. 12/20, velja."),
    ("sv", "Se art. 5 st. 2 i förordn. (EU) 2016/679 och dir. 2009/28/EG.|EUT L 119, 4.5.2016, s. 1.|Kap. III och avd. II gäller inte."),
]  # fmt: skip

REST = [
    # A work and its year; patents.
    ("de", "Novak et al. (2020) zeigen es.|Andere nicht."),
    ("pl", "Novak et al. [12] opisują to.|Inni nie."),
    ("el", "Οι Novak et al. (2020) το δείχνουν.|Άλλοι όχι."),
    ("pt", "Novak et al. (EP 1234567) descrevem isso.|Outros não."),
    ("en", "It was found by Novak et al.|The others did not see it."),
    # Firms.
    ("sk", "Zmluvu podpísala firma Sever s. r. o. Trnava dňa 5. mája.|Platí od júna."),
    ("sk", "Kúpila ju včera firma Sever s. r. o.|Trnava je blízko."),
    ("cs", "Dodavatelem je Jih, spol. s r. o. Plzeň.|Platí to od června."),
    ("pl", "Firma Północ sp. z o.o. Gdańsk kupiła Południe sp. j. Kraków.|To dobrze."),
    ("hr", "Ugovor je potpisala tvrtka Sjever j. d. o. o. Osijek.|To je dobro."),
    # Times of day.
    ("en", "It opens at 9 a.m. Sunday and at 10 a.m. May 5.|Come at 5 p.m. Central European Time.|It ends at 6 p.m. UTC."),
    ("en", "It opens at 9 a.m.|May I come?|It ends at 6 p.m.|Visitors had no time."),
    ("el", "Αρχίζει στις 9 π.μ. Δευτέρα στην Πάτρα.|Ελάτε νωρίς."),
    ("pt", "Começa às 3 p. m. WET e acaba às 5 p. m. GMT de sábado.|Depois há café."),
    # What is no citation.
    ("en", "They lost the bid.|12 people left.|He is bad.|1,98 m is tall.|It was a draw.|2-1, said the coach."),
    ("de", "Es war ein Tag.|12 Leute kamen.|Am 3. 12. 2020 kam er."),
    ("hu", "Ez tart 2030-ig.|2018 elején volt.|Ő is itt volt.|II. Erzsébet is."),
    ("fr", "Il avait 20 ans.|1,98 m pour 98 kg."),
]  # fmt: skip


@pytest.mark.parametrize(("language", "marked"), [*LAW, *REST], ids=lambda value: value[:30])
def test_boundaries(language: str, marked: str) -> None:
    expected = marked.split("|")
    assert [sentence.text for sentence in split_sentences(" ".join(expected), language)] == expected


def test_every_language_of_the_eu_has_acts_of_law() -> None:
    from mtqa.languages import eu_languages

    assert {language for language, _ in LAW} == set(eu_languages())
