"""The command `paper-assistant`, also `python -m assistant`. Puts the page and the doors together.

The outermost edge: nothing imports this file, and it alone stands above both `app` and `doors`.
"""

from doors.cli import main as run
from doors.serving import CreateApp


def main() -> None:
    """Run the command line."""
    run(None, _load_page)


def _load_page() -> CreateApp:
    from app import create_app

    return create_app


if __name__ == "__main__":
    main()
