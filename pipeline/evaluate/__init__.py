"""Measuring: gold files, metrics, and what a run's tables are worth against gold.

`gold` reads and checks gold files, `metrics` holds the measures, `end_to_end` compares the tables of a
run with gold. Nothing here is needed to make a run.
"""
