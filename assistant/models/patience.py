"""How long a model is waited for. Knows nothing of models."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a model, in seconds, and how often to try; tries end with the first words."""

    connect: float = 5.0
    """Also for the list of a server's models."""
    gap: float = 20.0
    """Until the first words, and between two pieces."""
    answer: float = 30.0
    """Until the first sentence that passes the checks, whatever was tried, and from one to the next."""
    reply: float = 180.0
    """For a whole reply."""
    retrying: float = 15.0
    """After this no further try is begun."""
    tries: int = 3
    pause: float = 0.5
    """Before the second try; doubles after."""


PATIENCE = Patience()
