"""Pieces that pages share: filters, charts, tables, theme."""
