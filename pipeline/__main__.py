"""`python -m pipeline` is the command `ukraine-monitor`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
