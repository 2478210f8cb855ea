"""pledge-ledger: which commitments in government speeches repeat year after year without being closed.

The package is a row of stages, each a plain function on the frozen records of
:mod:`pipeline.records`; :mod:`pipeline.runs` puts them in order and is the only module that
touches the disk.
"""

__version__ = "0.1.0"
