"""Measuring: gold files, metrics, and what a run's tables are worth against gold.

`gold` reads and checks gold files, `pairs` makes units of gold pairs, `metrics` holds the measures, `scoring` the
scores of each task, `agreement` those of two readings; `end_to_end` compares the tables of a run with gold, `planted`
with invented speeches, `bench` reads outside benchmarks. A run needs only `gold`, through `review/exchange.py`.
"""
