"""What the errors of model providers mean: a plain message, and whether another try can help.

Providers' packages raise classes of their own with common names and a status code, so they are known by
these; no message repeats what a server said, as some echo the key. Knows nothing of papers or prompts.
"""

from assistant.errors import ModelError

_TIMEOUTS = frozenset({"APITimeoutError", "TimeoutException", "TimeoutError"})
_REFUSALS = frozenset({"ConnectError", "ConnectionRefusedError"})
_UNREACHED = frozenset({"ConnectTimeout"})
_CONNECTIONS = frozenset({"APIConnectionError", "TransportError", "OSError"})
_NO_QUOTA = frozenset({"insufficient_quota", "billing_hard_limit_reached"})
_TOO_LONG = "context_length_exceeded"
_STATUS_WORDS = {
    400: "did not accept the request (400); try another model.",
    401: "refused the key (401); check OPENAI_API_KEY.",
    403: "does not let this key use the model (403); choose another model.",
    404: "does not know the model or the address (404); check the model's name and OPENAI_BASE_URL.",
    429: "limits the rate of requests (429); try again in a moment.",
}


class EmptyReply(ModelError):
    """A reply without a word."""


class NotTaken(ModelError):
    """The call was turned away, or reached nobody: it took no tokens."""


def model_error(error: Exception, host: str = "", started: bool = False) -> ModelError:
    """Return the plain reading of anything that came out of a call; `started` once words have arrived."""
    if isinstance(error, ModelError):
        return error
    where = f"The server at {host}" if host else "The model's provider"
    status, kinds = _status(error), _kinds(error)
    if kinds & _TIMEOUTS:
        if started:
            return ModelError(f"{where} stopped answering.")
        kind = NotTaken if _kinds(_cause(error)) & _UNREACHED else ModelError
        return kind(f"{where} did not answer in time.")
    if status:
        return NotTaken(f"{where} {_status_words(status, error)}")
    if started:
        return ModelError("The reply was cut off: the connection broke before the model had finished.")
    if kinds & _CONNECTIONS:
        return NotTaken(f"{where} cannot be reached; check the address and that it is running.")
    return ModelError(f"{where} sent a reply that cannot be read; check that it speaks OpenAI's protocol.")


def pause_before_retry(error: Exception, attempt: int, pause: float) -> float | None:
    """Return the seconds to wait before trying again after try number `attempt` (from 0); None: do not."""
    backoff = pause * 2**attempt
    status, kinds = _status(error), _kinds(error)
    if kinds & _TIMEOUTS:
        return None
    if status == 429:
        return None if _code(error) in _NO_QUOTA else max(_retry_after(error), backoff)
    if status:
        return backoff if status >= 500 else None
    if kinds & _CONNECTIONS:
        return None if (kinds | _kinds(_cause(error))) & _REFUSALS else backoff
    # An unreadable or empty reply may be a hiccup: one more try.
    hiccup = isinstance(error, EmptyReply | ValueError | LookupError | TypeError | AttributeError)
    return backoff if hiccup and attempt == 0 else None


def _cause(error: Exception) -> BaseException | None:
    return error.__cause__ or error.__context__


def _kinds(error: BaseException | None) -> frozenset[str]:
    return frozenset(kind.__name__ for kind in type(error).__mro__)


def _status(error: Exception) -> int:
    status = getattr(error, "status_code", 0)
    return status if isinstance(status, int) else 0


def _status_words(status: int, error: Exception) -> str:
    if status == 429 and _code(error) in _NO_QUOTA:
        return "says that the quota is used up (429); check the plan and the billing."
    if status == 400 and _code(error) == _TOO_LONG:
        return "says that the question and its passages are too long for the model (400)."
    return _STATUS_WORDS.get(status, f"failed ({status}); try again later.")


def _code(error: Exception) -> str:
    """The protocol's fixed word for the error; the server's own message is never read."""
    return str(getattr(error, "code", None) or getattr(error, "type", None) or "")


def _retry_after(error: Exception) -> float:
    headers = getattr(getattr(error, "response", None), "headers", {})
    seconds = str(headers.get("retry-after", ""))
    return float(seconds) if seconds.replace(".", "", 1).isdecimal() else 0.0
