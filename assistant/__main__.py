"""The command `paper-assistant`, also `python -m assistant`: runs the command line and hands it the page.

Nothing imports this file, and it alone loads the page for the command line.
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
