"""A record for people who ask through an assistant: an MCP server with tools that only read."""
