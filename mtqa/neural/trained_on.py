"""The languages that encoders were trained on."""

from __future__ import annotations

__all__ = ["MT5", "XLM_R"]

_OF_XLM_R = """
af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he hi hr hu hy id is it ja jv
ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no nb nn om or pa pl ps pt ro ru sa sd si sk sl so sq sr su
sv sw ta te th tl tr ug uk ur uz vi xh yi zh
"""
XLM_R = frozenset(_OF_XLM_R.split())
"""XLM-RoBERTa (Conneau et al., 2020, appendix A): a hundred languages; Maltese is none of them."""

_OF_MT5 = """
af am ar az be bg bn ca ceb co cs cy da de el en eo es et eu fa fi fil fr fy ga gd gl gu ha haw he hi hmn ht hu hy id
ig is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my ne nl no nb nn ny pa pl ps pt ro ru sd si
sk sl sm sn so sq sr st su sv sw ta te tg th tr uk ur uz vi xh yi yo zh zu
"""
MT5 = frozenset(_OF_MT5.split())
"""mT5 (Xue et al., 2021, table 6): 101 languages; Croatian is none of them, though Serbian is."""
