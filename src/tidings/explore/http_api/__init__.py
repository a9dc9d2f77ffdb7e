"""The HTTP API: the record as JSON under `/api/v1`, for programs. Nothing under it writes."""
