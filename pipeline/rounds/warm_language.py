"""Imported like `warm` where workers read texts whose language nobody has told: they share the model that tells it."""

from pipeline.extract.language import detect

detect("Das Rathaus von Dorvale bittet um Pumpen.")
