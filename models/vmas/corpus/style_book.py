"""Data of the eight styles: harmony habits, instrumentation thresholds, part patterns, accent language.
Pure data in styles.json order; must not contain algorithms. Pattern letters are explained in comping.py and drums.py."""

from __future__ import annotations

MAJOR, MINOR = 1, 2
STYLE_ORDER = ("ambient", "cinematic", "lofi", "house", "folk", "rock", "hiphop", "piano")

TRIAD_CADENCES = {MAJOR: ("V", "V7", "IV V", "Vsus V", "ii V"), MINOR: ("V", "v", "VII", "iv V", "Vsus V")}
SOFT_CADENCES = {MAJOR: ("IV", "Vsus", "iv", "ii"), MINOR: ("VII", "iv", "v", "VI VII")}
ROCK_CADENCES = {MAJOR: ("V", "bVII IV", "IV V", "bVII"), MINOR: ("VII", "V", "VI VII", "iv v")}
JAZZ_CADENCES = {MAJOR: ("ii7 V7", "iv7 bVII7", "bII7", "ii7 bII7"), MINOR: ("iiø V7", "iv7 V7", "bIImaj7", "VI7 V7")}
HALF = {MAJOR: ("V", "IV", "ii", "Vsus"), MINOR: ("v", "VI", "iv", "VII")}
TRIAD_FINAL = {MAJOR: ("maj", "maj", "add9"), MINOR: ("min", "min", "madd9")}
SOFT_FINAL = {MAJOR: ("add9", "maj9", "maj7", "sus2"), MINOR: ("madd9", "min9", "min7", "sus2")}

SOFT_COLOURS = {
    "maj": (("maj", 2), ("add9", 4), ("maj7", 3), ("maj9", 3), ("sus2", 2)),
    "min": (("min", 1), ("min7", 3), ("min9", 3), ("madd9", 3)),
    "dom": (("sus4", 2), ("dom7", 1)),
}
TRIAD_COLOURS = {
    "maj": (("maj", 9), ("add9", 1), ("sus2", 0.6)),
    "min": (("min", 9), ("madd9", 1), ("min7", 1)),
    "dom": (("dom7", 1),),
}
JAZZ_COLOURS = {
    "maj": (("maj7", 5), ("maj9", 5), ("add9", 1), ("dom7", 1)),
    "min": (("min7", 5), ("min9", 5)),
    "dom": (("dom7", 1),),
}
CLUB_COLOURS = {
    "maj": (("maj", 4), ("maj7", 3), ("add9", 2)),
    "min": (("min", 4), ("min7", 4), ("min9", 2)),
    "dom": (("dom7", 1), ("sus4", 1)),
}

POP_MAJOR = (
    "I | V | vi | IV", "vi | IV | I | V", "I | vi | IV | V", "IV | I | V | vi", "I | IV | vi | V", "I | iii | IV | V",
    "I | V/vi | vi | IV", "IV | V | vi | I", "I | IV | I | V", "vi | V | IV | V", "I | ii | IV | V", "IV | vi | V | I",
    "I | V | vi | iii | IV | I | IV | V", "I | vi | ii | V", "vi | iii | IV | I",
)  # fmt: skip
POP_MINOR = (
    "i | VI | III | VII", "i | VII | VI | VII", "i | iv | VI | V", "i | VI | iv | V", "VI | VII | i | i", "i | III | VII | iv",
    "i | v | VI | VII", "i | VII | VI | V", "iv | i | V | i", "i | III | VI | VII", "VI | III | VII | i", "i | VI | VII | v",
    "i | iv | VII | III | VI | iv | V | V",
)  # fmt: skip

HARMONY = {
    "ambient": dict(
        major=0.62, colours=SOFT_COLOURS, cadences=SOFT_CADENCES, half=HALF, final=SOFT_FINAL, cadence=0.35, borrowed=0.12, slow=0.6,
        pools={
            MAJOR: (
                "I | IV", "I | iii | IV | vi", "I | II | IV | I", "vi | IV | I | V", "IV | I", "I | v | IV | I", "I | bVII | IV | I",
                "I | iii | vi | IV", "IV | V | vi | iii", "I | II | vi | IV", "I | bVI | IV | I", "IV | iii | ii | I",
                "I | vi | iii | IV", "I | IV | vi | IV | I | IV | ii | V",
            ),
            MINOR: (
                "i | VI", "i | IV | VI | v", "i | VI | III | VII", "i | III | VI | iv", "i | v | VI | iv", "VI | VII | i | v",
                "i | IV", "i | bII | i | VI", "i | VII | IV | VI", "VI | i | III | VII",
            ),
        },
    ),
    "cinematic": dict(
        major=0.34, colours=TRIAD_COLOURS, cadences=TRIAD_CADENCES, half=HALF, final=TRIAD_FINAL, cadence=0.55, applied=0.06, borrowed=0.2, slow=0.4,
        pools={
            MAJOR: (
                "I | V | vi | IV", "I | bVI | IV | I", "I | bVII | IV | iv", "vi | IV | I | V", "I | iii | IV | iv", "I | II | IV | I",
                "I | v | IV | bVI", "I | bIII | bVI | bVII", "IV | V | vi | I", "I | V | ii | vi | IV | I | ii | V", "I | vi | bVI | bVII",
            ),
            MINOR: (
                "i | VI | III | VII", "i | VI | iv | V", "i | III | VII | IV", "i | iv | VI | V", "i | v | VI | III | iv | i | VI | V",
                "i | VII | VI | V", "i | bII | VI | V", "i | VI | i | VII", "i | vi | III | VII", "VI | VII | i | III", "i | iv | bII | V",
                "i | VI | III | VII | iv | i | VI | V", "i | IV | VI | VII",
            ),
        },
    ),
    "lofi": dict(
        major=0.55, colours=JAZZ_COLOURS, cadences=JAZZ_CADENCES, half=JAZZ_CADENCES, final={MAJOR: ("maj9", "maj7"), MINOR: ("min9", "min7")},
        cadence=0.5, applied=0.22, borrowed=0.2, slow=0.0,
        pools={
            MAJOR: (
                "ii7 | V7 | Imaj7 | vi7", "Imaj7 | vi7 | ii7 | V7", "IVmaj7 | iii7 | ii7 | Imaj7", "IVmaj7 | V7 | iii7 | vi7",
                "Imaj7 | III7 | vi7 | v7 I7", "IVmaj7 | iv7 | Imaj7 | VI7", "Imaj7 IVmaj7 | iii7 vi7 | ii7 V7 | Imaj7",
                "ii9 | bII7 | Imaj9 | VI7", "vi7 | ii7 | IVmaj7 | iii7", "Imaj9 | bVIImaj7", "IVmaj9 III7 | vi9 v7", "Imaj7 | #io7 | ii7 | V7",
            ),
            MINOR: (
                "i9 | iv9 | VImaj7 | V7", "i7 | VImaj7 | iiø | V7", "iv7 | VII7 | IIImaj7 | VImaj7", "i9 | VII | VImaj7 | V7", "VImaj7 | V7 | i9 | III7",
                "i7 | iv7", "i9 | IV7 | i9 | IV7", "iv9 i9 | VImaj7 V7", "VImaj7 | v7 | iv7 | i9", "i7 | v7 | VImaj7 | iv7 V7",
            ),
        },
    ),
    "house": dict(
        major=0.36, colours=CLUB_COLOURS, cadences=SOFT_CADENCES, half=HALF, final={MAJOR: ("maj", "add9", "maj7"), MINOR: ("min", "min7", "min9")},
        cadence=0.3, slow=0.15,
        pools={
            MAJOR: (*POP_MAJOR[:8], "I | IV", "IV | V | iii | vi", "ii | iii | IV | V", "I | bVII | IV | I", "IVmaj7 | iii7 | vi7 | vi7"),
            MINOR: (*POP_MINOR[:8], "i | i | VI | VII", "i | III | iv | VI", "iv | v | i | VI", "i7 | iv7", "i | IV | VI | VII", "VI | i | VII | v"),
        },
    ),
    "folk": dict(
        major=0.74, colours={**TRIAD_COLOURS, "maj": (("maj", 7), ("add9", 1.5), ("sus2", 0.8))}, cadences=TRIAD_CADENCES, half=HALF,
        final=TRIAD_FINAL, cadence=0.6, applied=0.1, borrowed=0.06, slow=0.0,
        pools={
            MAJOR: (
                *POP_MAJOR, "I | I | IV | V", "I | IV | I V | I", "I | bVII | IV | I", "I | V | IV | I | I | V | IV V | I", "I IV | I V | vi IV | V",
                "I | IV | ii V | I", "I | iii | vi | IV | I | V | IV | V",
            ),
            MINOR: ("i | VII | VI | VII", "i | III | VII | i", "i | VI | VII | i", "i | iv | i | V", "i | VII | i v | i", "i | IV | VII | i", "i III | VII iv | i VI | V"),
        },
    ),
    "rock": dict(
        major=0.5, colours={"maj": (("maj", 5), ("power", 5), ("sus4", 0.4), ("add9", 0.6)), "min": (("min", 4), ("power", 5)), "dom": (("dom7", 1), ("power", 1))},
        cadences=ROCK_CADENCES, half=ROCK_CADENCES, final={MAJOR: ("maj", "power"), MINOR: ("min", "power")}, cadence=0.5, applied=0.05, slow=0.0,
        pools={
            MAJOR: (
                *POP_MAJOR[:10], "I | bVII | IV | I", "I | IV | V | IV", "I | bIII | IV | I", "I | bVII | bVI | V", "I bVII | IV I", "I | IV | bVII | IV",
                "I | I | IV | V", "I | V | bVII | IV",
            ),
            MINOR: (
                *POP_MINOR[:8], "i | VII | IV | i", "i | III | IV | VI", "i | i | VI VII | i", "i | VI | VII | VII", "i VII | VI VII", "i | III | VII | VI", "i | bII | i | VII",
            ),
        },
    ),
    "hiphop": dict(
        major=0.22, colours={**JAZZ_COLOURS, "maj": (("maj", 3), ("maj7", 4), ("maj9", 2)), "min": (("min", 3), ("min7", 4), ("min9", 3))},
        cadences={MAJOR: ("V", "IV V", "iv", "ii7 V7"), MINOR: ("V7", "VI V", "iv V", "bII")}, half=HALF,
        final={MAJOR: ("maj7", "maj"), MINOR: ("min", "min7", "min9")}, cadence=0.35, applied=0.05, slow=0.25,
        pools={
            MAJOR: ("I | vi | IV | V", "IV | iii | vi | I", "vi | IV", "Imaj7 | iii7 | IVmaj7 | iv", "ii7 | V7 | Imaj7 | Imaj7", "vi | V | IV | V", "IVmaj7 | vi7"),
            MINOR: (
                "i | VI", "i | iv", "i | VI | iv | V", "i | bII", "i | VII | VI | V", "i | i | VI | VII", "VI | V | i | i", "i | III | VI | V7", "iv | V | i | VI",
                "i9 | iv9", "i | v | VI | iv", "i | i | iv | V",
            ),
        },
    ),
    "piano": dict(
        major=0.55, colours={"maj": (("maj", 5), ("add9", 3), ("maj7", 2), ("sus2", 1)), "min": (("min", 5), ("madd9", 2), ("min7", 2)), "dom": (("dom7", 2), ("sus4", 1))},
        cadences=TRIAD_CADENCES, half=HALF, final=SOFT_FINAL, cadence=0.6, applied=0.12, borrowed=0.18, slow=0.1,
        pools={
            MAJOR: (
                *POP_MAJOR, "I | iii | IV | iv", "I | III | vi | IV", "I | V | ii | IV", "I vi | IV V | iii vi | ii V", "I | Vsus | vi | IV", "IV | iv | I | vi",
                "I | I+ | vi | IV", "I | V | vi | iii | IV | I | ii | V",
            ),
            MINOR: (
                *POP_MINOR, "i | V | VI | III", "i | iv | VII | III | VI | iiø | V | V", "i | v | iv | VI", "VI | VII | i | V", "i | i | iv | iv | VI | III | iv | V", "i | bII | V | i",
            ),
        },
    ),
}  # fmt: skip

# centre: MIDI pitch around which the melody moves; activity 0..3 and syncopation 0..2 as melody.CELLS; presence: how often it plays.
MELODY = {
    "ambient": dict(centre=74, activity=0.4, syncopation=0.3, leaps=1.0, presence=0.6),
    "cinematic": dict(centre=69, activity=0.9, syncopation=0.2, leaps=1.0, presence=0.85),
    "lofi": dict(centre=72, activity=1.5, syncopation=1.3, leaps=1.0, presence=0.75),
    "house": dict(centre=73, activity=1.7, syncopation=1.4, leaps=0.8, presence=0.6),
    "folk": dict(centre=72, activity=1.7, syncopation=0.6, leaps=0.9, presence=0.9),
    "rock": dict(centre=70, activity=1.6, syncopation=0.9, leaps=0.9, presence=0.7),
    "hiphop": dict(centre=72, activity=1.2, syncopation=1.3, leaps=0.8, presence=0.6),
    "piano": dict(centre=75, activity=1.3, syncopation=0.4, leaps=1.0, presence=0.95),
}
# Chance that a section of role 0..7 has the melody, before the style's presence.
ROLE_MELODY = (0.2, 0.85, 1.0, 0.9, 0.5, 0.35, 0.55, 0.0)
