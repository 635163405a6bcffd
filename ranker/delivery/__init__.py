"""Digests by e-mail: the message, the queue on disk, the mail server."""
