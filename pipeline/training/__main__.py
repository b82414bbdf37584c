"""`python -m pipeline.training`: fit a run, blend runs, export the model that is shipped."""

import sys

from pipeline.training.commands import main

if __name__ == "__main__":
    sys.exit(main())
