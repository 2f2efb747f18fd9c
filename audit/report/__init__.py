"""Renderers of the report: terminal, HTML, JSON record, tables. They lay it out and compute nothing."""
