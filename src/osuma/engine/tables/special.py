"""Special categories of personal data (GDPR article 9), recognised in names: Finnish, Swedish, English stems.

A name that hits is only ever a reason to ask; a field whose class is `special` is refused whatever it is called.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

Category = Literal["health", "ethnicity", "religion", "union", "politics", "sex_life", "biometric"]

#: Stems stand at the beginning of a word; those marked with * anywhere in it (Finnish and Swedish compounds).
_STEMS: dict[Category, str] = {
    "religion": """
        uskonto* uskonnol* uskovai seurakun* kirkkoon kirkkokun* kristit kristill kristinusk luterila ortodoks katoli
        muslim islam juutala hindu buddhal buddhis helluntai lestadiol jehova religio kristen kristna trossamfund
        frikyrk christianity christians catholic protestant jewish judai judisk church baptist mormon congregation""",
    "ethnicity": """
        etni* etnisk rotu romanit romaniväest saamelai ihonväri* syntyperä* kansalaisuus* äidinkiel maahanmuut*
        pakolai* ethnic racial skin_colo hudfärg ursprung invandr flykting immigrant refugee nationality""",
    "health": """
        terveys* terveyden* sairau* sairas allergi* diabe* syöpä lääkity* lääkkei vammai* raskaus* raskaana
        mielenterv* masennu* päihde* astma* keliaki* diagnoo* diagnos hälsa* sjukdom* sjuk funktionsned gravid medicin
        health illness disease disabled disability cancer pregnan medication mental_health depress asthma coeliac
        celiac""",
    "union": """
        ammattiliit* ay_jäsen liiton_jäsen fackfören* fackmed fackförbund* trade_union union_member labor_union
        labour_union""",
    "politics": """
        polit poliit puolue puoluepolit äänestä kokoomuslai perussuomal vasemmistol oikeistol demari väljar political
        voter republican democrat left_wing right_wing""",
    "sex_life": """
        seksuaal* sukupuoli_identit sukupuoli-identit homoseks homot lesbo lesbi biseksu transsuku* transih hlbt lhbt
        lgbt sexuell* sexual gay transgen transkön queer""",
    "biometric": "biometri* sormenjäl* geenitest dna fingeravtryck fingerprint genetic genetisk",
}


def _pattern(stem: str) -> str:
    anywhere = stem.endswith("*")
    return ("" if anywhere else r"\b") + re.escape(stem.rstrip("*").replace("_", " "))


_FOUND: dict[Category, re.Pattern[str]] = {
    category: re.compile("|".join(_pattern(stem) for stem in stems.split())) for category, stems in _STEMS.items()
}


def screen(text: str) -> Category | None:
    """The special category that a name speaks of, if any: field names, segment names and slugs."""
    words = re.sub(r"[_\W]+", " ", unicodedata.normalize("NFC", text).casefold()).strip()
    return next((category for category, pattern in _FOUND.items() if pattern.search(words)), None)
