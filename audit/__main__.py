"""``python -m audit``: the same as the command ``mtaudit``."""

from audit.cli.main import main

if __name__ == "__main__":
    main()
