"""pledge-ledger: which commitments in government speeches repeat year after year without being closed.

The package is a row of stages, each a plain function on the frozen records of
:mod:`pipeline.records`, which touches no disk. :mod:`pipeline.runs` puts them in order; the tasks
that it gives to workers are in :mod:`pipeline.analysing`, :mod:`pipeline.comparing` and
:mod:`pipeline.reporting`.
"""

__version__ = "0.1.0"
