"""`python -m uprez.training.unimmvsr RUN.json`."""

from uprez.training.unimmvsr.command import main

if __name__ == "__main__":
    main()
