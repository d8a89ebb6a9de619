"""`python -m atlas`: the command line."""

from atlas.interface.cli import main

if __name__ == "__main__":
    main()
