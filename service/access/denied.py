"""The exception that refuses a request, with an HTTP status, a code and a reason."""


class Denied(Exception):
    """`code` is for programs, `reason` is a sentence for people. `log_fields` show the cause to the operator."""

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
