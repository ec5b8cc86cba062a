"""The one exception for a request that is refused: its HTTP status, its code and its reason."""


class Denied(Exception):
    """`code` is for a program, `reason` a sentence for a person. `log_fields` helps the operator to see the cause."""

    def __init__(
        self,
        status: int,
        code: str,
        reason: str,
        retry_seconds: int | None = None,
        log_fields: dict[str, str] | None = None,
    ) -> None:
        super().__init__(reason)
        self.status, self.code, self.reason, self.retry_seconds = status, code, reason, retry_seconds
        self.log_fields = log_fields
