"""The command `paper-assistant`, also `python -m assistant`."""

from assistant.cli import main as main

if __name__ == "__main__":
    main()
