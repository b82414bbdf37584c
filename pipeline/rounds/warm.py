"""Imported once by the process that reading workers are forked from: they share the lexicons that it has read.

Not the model that tells languages, 55 MB: what feeds bring has its language already.
"""

import datetime as dt

from pipeline.extract.reading import read

WARM = 'Ruta Lind, the mayor, said: "We will rebuild." Norway will give Ukraine 30 million euros in military aid.'
"""A text that makes every reader load what it needs; names and words are invented."""

read(WARM, dt.date(2024, 5, 1), language="en")
